/// The names and units of measures, each once: an alert keeps its measures by their numbers. They
/// stand in the rules' code, so there are some dozens.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<&'static str>);

/// The number of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(u16);

impl Words {
    /// The number of a word, a new one for a new word.
    pub(super) fn number(&mut self, word: &'static str) -> Word {
        let known = self.0.iter().position(|known| *known == word);
        let place = known.unwrap_or_else(|| {
            self.0.push(word);
            self.0.len() - 1
        });
        Word(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// The word of a number.
    pub(super) fn get(&self, Word(number): Word) -> &'static str {
        self.0.get(usize::from(number)).copied().unwrap_or_default()
    }
}
