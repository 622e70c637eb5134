//! The `beffroi` executable: reads the command line, runs one command, tells the person in their language.

mod args;
mod commands;
mod exit;
mod locale;
mod people;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::args::{Cli, Command, Lang};
use crate::exit::{Exit, Failure};
use crate::locale::Catalogue;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let lang = locale::choose(asked_language());
    let command = Catalogue::load(lang).localise(Cli::command());
    let cli = match Cli::from_arg_matches(&command.get_matches()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let terminal = Terminal::new(Catalogue::load(lang), cli.json);
    match run(&cli, &terminal) {
        Ok(()) => ExitCode::from(Exit::Done as u8),
        Err(failure) => {
            terminal.failure(&failure);
            ExitCode::from(failure.exit as u8)
        }
    }
}

fn run(cli: &Cli, terminal: &Terminal) -> Result<(), Failure> {
    match &cli.command {
        Command::Trace(command) => commands::trace::run(command, terminal),
        Command::Completions(arguments) => {
            clap_complete::generate(arguments.shell, &mut Cli::command(), "beffroi", &mut std::io::stdout());
            Ok(())
        }
        Command::Licences => {
            terminal.line(include_str!("../../../web/public/licences.txt"));
            Ok(())
        }
        Command::Serve(arguments) => commands::serve::run(arguments),
        Command::Verify(arguments) => commands::verify::run(arguments, terminal),
        Command::DemoLogs(arguments) => commands::demo_logs::run(arguments),
        command => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| Failure::new(Exit::Failed, "unexpected").because(error))?;
            tokio::task::LocalSet::new().block_on(&runtime, online(cli, command, terminal))
        }
    }
}

/// Commands that talk to the server.
async fn online(cli: &Cli, command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::Init(arguments) => commands::account::init(cli, arguments, terminal).await,
        Command::Login(arguments) => commands::account::login(cli, arguments, terminal).await,
        Command::DemoSeed(arguments) => Box::pin(commands::demo::seed(cli, arguments, terminal)).await,
        Command::Logout => commands::account::logout(cli, terminal).await,
        Command::Link(link) => match commands::link_visit::visited(link) {
            Some(visited) => commands::link_visit::run(&visited, terminal).await,
            None => signed_in(cli, command, terminal).await,
        },
        command => signed_in(cli, command, terminal).await,
    }
}

/// Commands of somebody who is signed in; what the client noticed meanwhile is told after each.
async fn signed_in(cli: &Cli, command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    let session = people::session(cli).await?;
    let done = match command {
        Command::Workspace(command) => commands::workspace::run(&session, command, terminal).await,
        Command::Link(command) => commands::link::run(&session, command, terminal).await,
        Command::Member(command) => commands::workspace::member(&session, command, terminal).await,
        Command::Document(command) => commands::document::run(&session, command, terminal).await,
        Command::Put(arguments) => commands::transfer::put(&session, arguments, terminal).await,
        Command::Get(arguments) => commands::transfer::get(&session, arguments, terminal).await,
        Command::Init(_)
        | Command::Login(_)
        | Command::Logout
        | Command::DemoSeed(_)
        | Command::Trace(_)
        | Command::Completions(_)
        | Command::Verify(_)
        | Command::Licences
        | Command::Serve(_)
        | Command::DemoLogs(_) => {
            unreachable!("answered before anybody signs in")
        }
    };
    people::tell_notices(&session, terminal);
    done
}

/// `--lang` must be known before the help is made, so it is looked for ahead of the real parsing.
fn asked_language() -> Option<Lang> {
    let words: Vec<String> = std::env::args().collect();
    let given = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(at + 1).cloned(),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    })?;
    match given.as_str() {
        "fr" => Some(Lang::Fr),
        "en" => Some(Lang::En),
        _ => None,
    }
}
