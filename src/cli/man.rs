use std::io::{self, Write};

use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;

use super::{Cli, Failure, write_quietly};

/// Print the manual page.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(Args {}: Args) -> Result<(), Failure> {
    let text = page().context("cannot render the manual page")?;
    write_quietly(|| io::stdout().lock().write_all(&text))
}

/// The commands in one page, each with its options.
fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut text = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    for subcommand in command.get_subcommands().filter(|command| command.get_name() != "help") {
        writeln!(text, ".SH \"PICKET {}\"", subcommand.get_name().to_uppercase())?;
        let man = Man::new(subcommand.clone());
        let mut section = Vec::new();
        man.render_synopsis_section(&mut section)?;
        man.render_description_section(&mut section)?;
        man.render_options_section(&mut section)?;
        text.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").into_bytes());
    }
    man.render_version_section(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_page_names_every_command_with_its_options() {
        let page = String::from_utf8(page().expect("rendered")).expect("text");
        for part in ["PICKET SERVE", "PICKET REPLAY", "PICKET CHECK", "\\-\\-summary"] {
            assert!(page.contains(part), "{part} is missing in\n{page}");
        }
    }
}
