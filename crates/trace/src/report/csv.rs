//! The exposures as a table for a spreadsheet.

use super::{Exposure, Report};

const HEADER: &str = "person,viewer,resource,category,first,last,count,addresses,evidence\r\n";

impl Report {
    /// The exposures as CSV (RFC 4180, UTF-8): the columns of [`Exposure`];
    /// addresses and `file:line` evidence are separated by spaces.
    ///
    /// A name in a log may have been chosen by an attacker to be taken for a
    /// formula: a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage
    /// return gets an apostrophe first.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut out = String::from(HEADER);
        for exposure in &self.exposures {
            write_row(&mut out, exposure);
        }
        out
    }
}

fn write_row(out: &mut String, exposure: &Exposure) {
    let evidence: Vec<String> =
        exposure.evidence.iter().map(|evidence| format!("{}:{}", evidence.file, evidence.line)).collect();
    let cells = [
        exposure.person.as_str(),
        &exposure.viewer,
        &exposure.resource,
        &exposure.category,
        &exposure.first,
        &exposure.last,
        &exposure.count.to_string(),
        &exposure.addresses.join(" "),
        &evidence.join(" "),
    ];
    for (rank, cell) in cells.into_iter().enumerate() {
        if rank > 0 {
            out.push(',');
        }
        write_cell(out, cell);
    }
    out.push_str("\r\n");
}

fn write_cell(out: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !cell.contains(['"', ',', ';', '\n', '\r', '\t']) {
        out.push_str(cell);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &str) {
        let mut out = String::new();
        write_cell(&mut out, cell);
        assert_eq!(out, expected);
    }

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        check("léa", "léa");
        check("a,b", "\"a,b\"");
        check("a \"b\"\n", "\"a \"\"b\"\"\n\"");
        check("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check("-1", "\"'-1\"");
        check("", "");
    }
}
