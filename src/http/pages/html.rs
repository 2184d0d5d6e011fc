use std::fmt::{self, Display};

/// Text as HTML shows it.
pub(in crate::http) struct Escaped<T>(pub(in crate::http) T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.to_string().chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => write!(f, "{other}")?,
            }
        }
        Ok(())
    }
}

/// Text in which `backquotes` enclose code, as the API's document has it.
pub(super) struct Prose<'a>(pub(super) &'a str);

impl Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, part) in self.0.split('`').enumerate() {
            if n % 2 == 1 {
                write!(f, "<code>{}</code>", Escaped(part))?;
            } else {
                write!(f, "{}", Escaped(part))?;
            }
        }
        Ok(())
    }
}

/// A page of text about a title.
pub(in crate::http) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} - Picket</title>\n<link rel=\"icon\" href=\"/assets/picket.svg\">\n\
         <link rel=\"stylesheet\" href=\"/assets/picket.css\">\n</head>\n<body class=\"text\">\n\
         <header class=\"bar\"><a class=\"brand\" href=\"/\">Picket</a>\
         <nav><a href=\"/\">Watch</a> <a href=\"/how-alerts-work\">How alerts work</a> \
         <a href=\"/api\">API</a></nav></header>\n<main>\n<h1>{title}</h1>\n{body}</main>\n\
         </body>\n</html>\n",
        title = Escaped(title),
    )
}

#[cfg(test)]
mod tests {
    use super::{Escaped, Prose};

    #[test]
    fn text_stays_text() {
        assert_eq!(Escaped("<a href='x'>&\"").to_string(), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn what_is_between_backquotes_is_code_and_still_text() {
        let html = Prose("`<a>` or `b`, <c>").to_string();
        assert_eq!(html, "<code>&lt;a&gt;</code> or <code>b</code>, &lt;c&gt;");
    }
}
