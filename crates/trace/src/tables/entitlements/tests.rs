//! The entitlement table: rows, refusals, look-ups.

use super::*;

const MAPPING: &str = "format = \"combined\"\n";

fn read(mapping: &str, text: &[u8], chunk: usize) -> Result<Entitlements, TableError> {
    let mut builder = Entitlements::builder(&Mapping::parse(mapping).unwrap());
    for bytes in text.chunks(chunk) {
        builder.push(bytes)?;
    }
    builder.finish()
}

fn table(rows: &str) -> Entitlements {
    read(MAPPING, format!("resource,person,viewer,category\n{rows}").as_bytes(), 7).unwrap()
}

fn code(text: &str) -> &'static str {
    read(MAPPING, text.as_bytes(), 1000).unwrap_err().code()
}

fn entitles(table: &Entitlements, resource: &str, account: &str) -> Option<bool> {
    table.find_now(resource.as_bytes()).map(|known| known.entitles(account.as_bytes()))
}

fn subjects(table: &Entitlements, resource: &str) -> Vec<(String, String)> {
    table.subjects(table.find_now(resource.as_bytes()).unwrap().resource()).collect()
}

#[test]
fn any_row_entitles_and_every_person_is_kept_once() {
    let table = table(
        "D1,lea,armand,sante\nD2,noe,nadia,rib\nD1,lea,nadia,sante\nD1,tom,,sante\nD1,lea,armand,sante\n",
    );
    assert_eq!(entitles(&table, "D1", "armand"), Some(true));
    assert_eq!(entitles(&table, "D1", "nadia"), Some(true));
    assert_eq!(entitles(&table, "D2", "armand"), Some(false));
    assert_eq!(entitles(&table, "D1", ""), Some(false));
    assert_eq!(entitles(&table, "D3", "armand"), None);
    let sante = |person: &str| (person.to_owned(), "sante".to_owned());
    assert_eq!(subjects(&table, "D1"), [sante("lea"), sante("tom")]);
    assert_eq!((table.resources(), table.persons(), table.duplicate_rows()), (2, 3, 1));
}

#[test]
fn neighbours_with_the_same_person_keep_their_own_subjects() {
    let table = table("D1,lea,a,sante\nD2,lea,a,sante\n");
    assert_eq!(subjects(&table, "D1").len(), 1);
    assert_eq!(subjects(&table, "D2").len(), 1);
}

#[test]
fn an_officer_may_see_every_resource() {
    let table = table("*,,officer,\nD1,lea,armand,sante\n");
    assert_eq!(entitles(&table, "D1", "officer"), Some(true));
    assert_eq!(entitles(&table, "D1", "other"), Some(false));
    assert_eq!(code("resource,person,viewer,category\n*,lea,officer,x\n"), "table-everywhere");
    assert_eq!(code("resource,person,viewer,category\n*,,,x\n"), "table-everywhere");
}

#[test]
fn many_accounts_for_one_resource_are_all_entitled() {
    let rows: String = (0..1000).map(|n| format!("D1,lea,account{n},x\nD2,lea,account{n},x\n")).collect();
    let table = table(&rows);
    for n in 0..1000 {
        assert_eq!(entitles(&table, "D1", &format!("account{n}")), Some(true));
    }
    assert_eq!(entitles(&table, "D1", "account1000"), Some(false));
}

#[test]
fn header_may_be_in_any_order_and_any_delimiter_with_further_columns() {
    let text = b"\xef\xbb\xbfcategory;Viewer;note;person;resource\r\nsante; armand ;\"a;b\";lea;\"D;1\"\r\n";
    let table = read(MAPPING, text, 3).unwrap();
    assert_eq!(entitles(&table, "D;1", "armand"), Some(true));
    assert_eq!(subjects(&table, "D;1"), [("lea".to_owned(), "sante".to_owned())]);
}

#[test]
fn capitals_matter_unless_the_mapping_says_fold() {
    let fold = "format = \"combined\"\n[resource]\ncase = \"fold\"\n[actor]\ncase = \"fold\"\n";
    let text = b"resource,person,viewer,category\nABCD-Ef,lea,Armand.Delcourt,x\nabcd-ef,lea,zoe,x\n";
    let table = read(fold, text, 1000).unwrap();
    assert_eq!(table.resources(), 1);
    assert_eq!(entitles(&table, "abcd-ef", "armand.delcourt"), Some(true));
    let exact = read(MAPPING, text, 1000).unwrap();
    assert_eq!(exact.resources(), 2);
    assert_eq!(entitles(&exact, "abcd-ef", "armand.delcourt"), Some(false));
}

#[test]
fn a_table_that_cannot_be_used_whole_is_refused() {
    assert_eq!(code(""), "table-empty");
    assert_eq!(code("resource,person,viewer,category\n"), "table-empty");
    assert_eq!(code("resource,person,viewer,category"), "table-empty");
    assert_eq!(code("resource,person,viewer,category\n*,,officer,\n"), "table-empty");
    assert_eq!(code("resource,person,account,category\nD1,lea,armand,x\n"), "table-header");
    assert_eq!(code("resource,person,viewer,category\nD1,lea,armand\n"), "table-row");
    assert_eq!(code("resource,person,viewer,category\n\"D1,lea,armand,x\n"), "table-row");
    assert_eq!(code("resource,person,viewer,category\n,lea,armand,x\n"), "table-field-empty");
    assert_eq!(code("resource,person,viewer,category\nD1,,armand,x\n"), "table-field-empty");
    assert_eq!(code("resource,person,viewer,category\nD1,lea,armand,\n"), "table-field-empty");
    let long = format!("resource,person,viewer,category\nD1,lea,{},x\n", "a".repeat(70_000));
    assert_eq!(code(&long), "table-field-too-long");
    let latin = b"resource,person,viewer,category\nD1,l\xe9a,armand,x\n";
    assert_eq!(
        read(MAPPING, latin, 1000).unwrap_err(),
        TableError::NotUtf8 { table: "entitlements", line: 2 }
    );
}
