//! The condition language of rules: closed, total, three-valued.
//!
//! ```text
//! or      = and { "||" and }
//! and     = not { "&&" not }
//! not     = "!" not | primary
//! primary = "(" or ")" | "true" | "false" | "known" "(" name ")" | name [ op number ]
//! op      = ">=" | "<=" | ">" | "<" | "=="
//! ```
//!
//! Every name is one of [`FACTS`](super::facts::FACTS); `known(x)` is the only way to ask whether an
//! instant exists, and is itself never unknown.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::facts::{FactType, RuleFacts, fact_type};
use crate::tri::Tri;

/// A parsed condition; kept and written as its source text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expression {
    text: String,
    root: Node,
}

/// Result of evaluating a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Yes, no, or unknown.
    pub value: Tri,
    /// When unknown: the facts whose value would settle it.
    pub unknown: BTreeSet<String>,
}

/// Why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    /// The text ends in the middle of a condition.
    #[error("the condition ends too early")]
    Unfinished,
    /// Something else was expected here.
    #[error("unexpected `{token}` in the condition")]
    Unexpected {
        /// What was found.
        token: String,
    },
    /// The name is not one of the facts that rules may read.
    #[error("no fact is called `{name}`")]
    UnknownFact {
        /// The name used.
        name: String,
    },
    /// The fact cannot be used that way (a number without comparison, an instant without `known`).
    #[error("the fact `{name}` cannot be used this way")]
    WrongType {
        /// The name used.
        name: String,
    },
}

impl ExpressionError {
    /// Stable code for catalogues.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unfinished => "rule-condition-unfinished",
            Self::Unexpected { .. } => "rule-condition-unexpected",
            Self::UnknownFact { .. } => "rule-fact-unknown",
            Self::WrongType { .. } => "rule-fact-type",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Or(Vec<Node>),
    And(Vec<Node>),
    Not(Box<Node>),
    Constant(bool),
    Bool(String),
    Known(String),
    Compare(String, Comparison, u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
    Equal,
}

impl Expression {
    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0 };
        let root = parser.or()?;
        match parser.take() {
            None => Ok(Self { text: text.to_owned(), root }),
            Some(token) => Err(ExpressionError::Unexpected { token }),
        }
    }

    /// Evaluates it: unknown facts give an unknown verdict unless the others already decide.
    pub fn evaluate(&self, facts: &RuleFacts) -> Verdict {
        let mut unknown = BTreeSet::new();
        let value = evaluate(&self.root, facts, &mut unknown);
        if value != Tri::Unknown {
            unknown.clear();
        }
        Verdict { value, unknown }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Expression {
    type Error = ExpressionError;
    fn try_from(text: String) -> Result<Self, ExpressionError> {
        Self::parse(&text)
    }
}

impl From<Expression> for String {
    fn from(expression: Expression) -> Self {
        expression.text
    }
}

fn evaluate(node: &Node, facts: &RuleFacts, unknown: &mut BTreeSet<String>) -> Tri {
    let value = match node {
        Node::Or(parts) => return fold(parts, Tri::False, Tri::or, facts, unknown),
        Node::And(parts) => return fold(parts, Tri::True, Tri::and, facts, unknown),
        Node::Not(inner) => return !evaluate(inner, facts, unknown),
        Node::Constant(value) => Tri::from(*value),
        Node::Bool(name) => facts.bool(name),
        Node::Known(name) => {
            let known = match fact_type(name) {
                Some(FactType::Bool) => facts.bool(name) != Tri::Unknown,
                Some(FactType::Number) => facts.number(name).min == facts.number(name).max,
                Some(FactType::Instant) | None => facts.instant(name).is_some(),
            };
            Tri::from(known)
        }
        Node::Compare(name, comparison, n) => {
            let bounds = facts.number(name);
            comparison.holds(bounds.min, bounds.max, *n)
        }
    };
    if let (Tri::Unknown, Node::Bool(name) | Node::Compare(name, ..)) = (value, node) {
        unknown.insert(name.clone());
    }
    value
}

/// Folds a conjunction or disjunction; an operand that decides alone silences the unknown ones.
fn fold(
    parts: &[Node],
    start: Tri,
    join: fn(Tri, Tri) -> Tri,
    facts: &RuleFacts,
    unknown: &mut BTreeSet<String>,
) -> Tri {
    let mut missing = BTreeSet::new();
    let value = parts.iter().fold(start, |value, part| join(value, evaluate(part, facts, &mut missing)));
    if value == Tri::Unknown {
        unknown.append(&mut missing);
    }
    value
}

impl Comparison {
    fn holds(self, min: u64, max: u64, n: u64) -> Tri {
        let (at_min, at_max) = (self.test(min, n), self.test(max, n));
        match self {
            Self::Equal if min == max => Tri::from(at_min),
            Self::Equal if n < min || n > max => Tri::False,
            Self::Equal => Tri::Unknown,
            _ if at_min == at_max => Tri::from(at_min),
            _ => Tri::Unknown,
        }
    }

    fn test(self, value: u64, n: u64) -> bool {
        match self {
            Self::AtLeast => value >= n,
            Self::AtMost => value <= n,
            Self::MoreThan => value > n,
            Self::LessThan => value < n,
            Self::Equal => value == n,
        }
    }
}

struct Parser {
    tokens: Vec<String>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.next).map(String::as_str)
    }

    fn take(&mut self) -> Option<String> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        token
    }

    fn expect(&mut self, wanted: &str) -> Result<(), ExpressionError> {
        match self.take() {
            Some(token) if token == wanted => Ok(()),
            Some(token) => Err(ExpressionError::Unexpected { token }),
            None => Err(ExpressionError::Unfinished),
        }
    }

    fn or(&mut self) -> Result<Node, ExpressionError> {
        let mut parts = vec![self.and()?];
        while self.peek() == Some("||") {
            self.take();
            parts.push(self.and()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Or(parts) })
    }

    fn and(&mut self) -> Result<Node, ExpressionError> {
        let mut parts = vec![self.not()?];
        while self.peek() == Some("&&") {
            self.take();
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::And(parts) })
    }

    fn not(&mut self) -> Result<Node, ExpressionError> {
        if self.peek() == Some("!") {
            self.take();
            return Ok(Node::Not(Box::new(self.not()?)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Node, ExpressionError> {
        let token = self.take().ok_or(ExpressionError::Unfinished)?;
        match token.as_str() {
            "(" => {
                let inner = self.or()?;
                self.expect(")")?;
                Ok(inner)
            }
            "true" => Ok(Node::Constant(true)),
            "false" => Ok(Node::Constant(false)),
            "known" => {
                self.expect("(")?;
                let name = self.take().ok_or(ExpressionError::Unfinished)?;
                self.expect(")")?;
                fact_type(&name).ok_or(ExpressionError::UnknownFact { name: name.clone() })?;
                Ok(Node::Known(name))
            }
            name if name.starts_with(|first: char| first.is_ascii_lowercase()) => self.fact(token),
            _ => Err(ExpressionError::Unexpected { token }),
        }
    }

    fn fact(&mut self, name: String) -> Result<Node, ExpressionError> {
        let kind = fact_type(&name).ok_or_else(|| ExpressionError::UnknownFact { name: name.clone() })?;
        let comparison = match self.peek() {
            Some(">=") => Some(Comparison::AtLeast),
            Some("<=") => Some(Comparison::AtMost),
            Some(">") => Some(Comparison::MoreThan),
            Some("<") => Some(Comparison::LessThan),
            Some("==") => Some(Comparison::Equal),
            _ => None,
        };
        match (kind, comparison) {
            (FactType::Bool, None) => Ok(Node::Bool(name)),
            (FactType::Number, Some(comparison)) => {
                self.take();
                let number = self.take().ok_or(ExpressionError::Unfinished)?;
                let n = number.parse().map_err(|_| ExpressionError::Unexpected { token: number })?;
                Ok(Node::Compare(name, comparison, n))
            }
            _ => Err(ExpressionError::WrongType { name }),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<String>, ExpressionError> {
    const SYMBOLS: [&str; 10] = ["&&", "||", ">=", "<=", "==", ">", "<", "!", "(", ")"];
    let mut rest = text.trim_start();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)).map_or_else(
            || rest.find(|c: char| !(c.is_ascii_alphanumeric() || "._".contains(c))).unwrap_or(rest.len()),
            |symbol| symbol.len(),
        );
        if length == 0 {
            return Err(ExpressionError::Unexpected { token: first.to_string() });
        }
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::facts::Bounds;

    fn check(text: &str, facts: &RuleFacts, value: Tri, unknown: &[&str]) {
        let verdict = Expression::parse(text).expect(text).evaluate(facts);
        assert_eq!(verdict.value, value, "{text}");
        assert_eq!(verdict.unknown.iter().map(String::as_str).collect::<Vec<_>>(), unknown, "{text}");
    }

    #[test]
    fn unknown_never_becomes_no() {
        let mut facts = RuleFacts::default();
        facts.set("incident.personal_data", true);
        facts.set_number("risk.level", Bounds { min: 0, max: 2 });
        check("incident.personal_data && risk.level >= 1", &facts, Tri::Unknown, &["risk.level"]);
        check("!(incident.personal_data && risk.level >= 1)", &facts, Tri::Unknown, &["risk.level"]);
        check("risk.level <= 2", &facts, Tri::True, &[]);
        check("risk.level == 3", &facts, Tri::False, &[]);
        check("entity.telecom && risk.level > 2", &facts, Tri::False, &[]);
        check("entity.telecom || incident.personal_data", &facts, Tri::True, &[]);
        check("entity.telecom || entity.nis2", &facts, Tri::Unknown, &["entity.nis2", "entity.telecom"]);
        check("known(aware_at) || known(risk.level)", &facts, Tri::False, &[]);
    }

    #[test]
    fn errors_name_the_culprit() {
        let error = |text: &str| Expression::parse(text).expect_err(text);
        assert_eq!(error("entity.telco"), ExpressionError::UnknownFact { name: "entity.telco".into() });
        assert_eq!(error("risk.level"), ExpressionError::WrongType { name: "risk.level".into() });
        assert_eq!(error("aware_at"), ExpressionError::WrongType { name: "aware_at".into() });
        assert_eq!(error("entity.telecom &&"), ExpressionError::Unfinished);
        assert_eq!(error("entity.telecom ; true"), ExpressionError::Unexpected { token: ";".into() });
        assert_eq!(error("(true"), ExpressionError::Unfinished);
        assert_eq!(error("true true"), ExpressionError::Unexpected { token: "true".into() });
    }

    #[test]
    fn written_as_it_was_read() {
        let text = "!( entity.telecom ||  risk.level>=2 )";
        assert_eq!(String::from(Expression::parse(text).expect(text)), text);
    }
}
