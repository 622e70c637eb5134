//! Which actions and which statuses make an access.

use super::MappingError;
use super::raw::RawSuccess;
use crate::search::same;

/// Answers to these methods carry no content: nobody saw anything.
const WITHOUT_CONTENT: [&str; 4] = ["HEAD", "OPTIONS", "TRACE", "CONNECT"];

/// 2xx brings content; 304 shows again the copy the browser kept.
const SUCCESS_IMPLIED: [(u32, u32); 2] = [(200, 299), (304, 304)];

/// Which actions count, capitals and small letters alike.
#[derive(Debug)]
pub(crate) enum ActionRule {
    Only(Vec<Vec<u8>>),
    AllWithContent,
}

impl ActionRule {
    pub fn new(only: Option<Vec<String>>) -> Self {
        only.map_or(Self::AllWithContent, |names| {
            Self::Only(names.into_iter().map(String::into_bytes).collect())
        })
    }

    #[inline]
    pub fn counts(&self, action: &[u8]) -> bool {
        match self {
            Self::Only(names) => {
                names.iter().any(|name| same(name, action))
                    || names.iter().any(|name| name.eq_ignore_ascii_case(action))
            }
            Self::AllWithContent => {
                same(action, b"GET")
                    || !WITHOUT_CONTENT.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(action))
            }
        }
    }
}

/// What a status says of the access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusVerdict {
    Success,
    Refused,
    /// Neither a number nor one of the words of the mapping.
    Unreadable,
}

/// Which statuses are a success.
#[derive(Debug)]
pub(crate) struct StatusRule {
    ranges: Vec<(u32, u32)>,
    words: Vec<Vec<u8>>,
    /// Whether each status of three digits is a success.
    three_digits: Vec<bool>,
}

const THREE_DIGITS: u32 = 1_000;

impl StatusRule {
    pub(super) fn new(success: Option<&[RawSuccess]>) -> Result<Self, MappingError> {
        let mut rule = Self { ranges: Vec::new(), words: Vec::new(), three_digits: Vec::new() };
        match success {
            None => rule.ranges.extend(SUCCESS_IMPLIED),
            Some([]) => return Err(MappingError::Success { given: String::new() }),
            Some(entries) => {
                for entry in entries {
                    match entry {
                        RawSuccess::Number(status) => rule.ranges.push((*status, *status)),
                        RawSuccess::Text(text) => rule.add(text.trim())?,
                    }
                }
            }
        }
        rule.three_digits = (0..THREE_DIGITS).map(|status| rule.in_ranges(status)).collect();
        Ok(rule)
    }

    fn add(&mut self, text: &str) -> Result<(), MappingError> {
        let refused = || MappingError::Success { given: text.to_owned() };
        if !text.starts_with(|first: char| first.is_ascii_digit()) {
            if text.is_empty() {
                return Err(refused());
            }
            self.words.push(text.as_bytes().to_vec());
            return Ok(());
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let from = from.trim().parse().map_err(|_| refused())?;
        let to = to.trim().parse().map_err(|_| refused())?;
        if from > to {
            return Err(refused());
        }
        self.ranges.push((from, to));
        Ok(())
    }

    fn in_ranges(&self, status: u32) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&status))
    }

    #[inline]
    pub fn verdict(&self, status: &[u8]) -> StatusVerdict {
        if let [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] = status
            && self.words.is_empty()
        {
            let number = usize::from(a - b'0') * 100 + usize::from(b - b'0') * 10 + usize::from(c - b'0');
            let success = self.three_digits.get(number) == Some(&true);
            return if success { StatusVerdict::Success } else { StatusVerdict::Refused };
        }
        if let Some(number) = number(status) {
            if self.in_ranges(number) {
                return StatusVerdict::Success;
            }
        } else if self.words.is_empty() {
            return StatusVerdict::Unreadable;
        }
        if self.words.iter().any(|word| word == status) {
            StatusVerdict::Success
        } else {
            StatusVerdict::Refused
        }
    }
}

/// One to nine digits.
#[inline]
fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}
