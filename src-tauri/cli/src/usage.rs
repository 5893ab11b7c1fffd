//! The command line read in Chinese: clap's headings, its help and every error of usage. What the words are stands in
//! `args`.

use crate::args::Cli;
use crate::terminal;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error, FromArgMatches};
use serde_json::json;
use std::process::ExitCode;
use tongping_core::locale::{fill, text};

/// Exit code of an error of usage: the input breaks a rule, as `Error::Invalid`.
const INVALID: u8 = 2;

/// The words of the command line; otherwise the exit code, after help or an error was printed.
pub(crate) fn read() -> Result<Cli, ExitCode> {
    let matches = command().try_get_matches();
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| report(&error))
}

/// The whole command with clap's own texts in Chinese.
fn command() -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::HelpShort).global(true).display_order(903);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = Cli::command()
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help.help(text("cli.help.help")))
        .arg(version.help(text("cli.help.version")))
        .after_help(text("cli.help.exit_codes"));
    in_chinese(command)
}

fn in_chinese(command: Command) -> Command {
    let template = if command.has_subcommands() {
        format!("{{about}}\n\n{}{{usage}}\n\n{}\n{{subcommands}}", text("cli.help.usage"), text("cli.help.commands"))
    } else {
        format!("{{about}}\n\n{}{{usage}}", text("cli.help.usage"))
    };
    let positionals = command.get_positionals().next().is_some();
    let arguments =
        if positionals { format!("\n\n{}\n{{positionals}}", text("cli.help.arguments")) } else { String::new() };
    let options = format!("\n\n{}\n{{options}}{{after-help}}", text("cli.help.options"));
    command
        .help_template([template, arguments, options].concat())
        .subcommand_value_name(text("cli.help.command"))
        .mut_args(argument_in_chinese)
        .mut_subcommands(in_chinese)
}

/// Names the value of an argument by the first words of its help, e.g. `<任务号>`, unless it has a name of its own, and
/// writes its default behind the help.
fn argument_in_chinese(arg: Arg) -> Arg {
    // Help on the line below the name: clap counts characters, not columns, and would not align Chinese names.
    let arg = arg.next_line_help(true);
    if !arg.get_action().takes_values() {
        return arg;
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let own_name = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let id_in_capitals = arg.get_id().as_str().to_uppercase();
    let default = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    let mut arg = arg.hide_default_value(true).hide_env(true);
    if own_name.is_some_and(|name| name == id_in_capitals) {
        let first_words = help.split(['，', '；', '（', '：', '、']).next().unwrap_or_default().to_owned();
        arg = arg.value_name(first_words);
    }
    if let Some(default) = default.filter(|default| !default.is_empty()) {
        let default = fill("cli.help.default", [("value", default.as_str())]);
        arg = arg.help([help, default].concat());
    }
    arg
}

/// Prints what clap has to say: help and version on stdout, errors as a Chinese sentence on stderr.
fn report(error: &Error) -> ExitCode {
    // The one word of the usage line that clap cannot be told.
    let rendered = || error.render().to_string().replace("[OPTIONS]", text("cli.help.options_tag"));
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            terminal::line(rendered().trim_end());
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => terminal::error(rendered().trim_end()),
        _ if std::env::args_os().any(|word| word == "--json") => {
            let message = sentence(error);
            let error = json!({ "kind": "invalid", "message": message, "problems": [], "lines": [message] });
            terminal::error(&serde_json::to_string_pretty(&json!({ "error": error })).unwrap_or_default());
        }
        _ => terminal::error(&sentence(error)),
    }
    ExitCode::from(INVALID)
}

/// An error of usage: which word is wrong, and where help stands.
fn sentence(error: &Error) -> String {
    let of = |kind| error.get(kind).map(words).unwrap_or_default();
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let (key, known) = match error.kind() {
        ErrorKind::UnknownArgument => ("cli.usage.unknown_argument", of(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => ("cli.usage.unknown_command", of(ContextKind::SuggestedSubcommand)),
        ErrorKind::MissingRequiredArgument => ("cli.usage.missing_argument", String::new()),
        ErrorKind::InvalidValue if value.is_empty() => ("cli.usage.missing_value", String::new()),
        ErrorKind::InvalidValue => ("cli.usage.unknown_value", of(ContextKind::ValidValue)),
        // Every value with a shape of its own is a whole number: an id or a limit.
        ErrorKind::ValueValidation => ("cli.usage.not_a_number", String::new()),
        ErrorKind::ArgumentConflict => ("cli.usage.argument_twice", String::new()),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => ("cli.usage.too_many_values", String::new()),
        ErrorKind::InvalidUtf8 => ("cli.usage.not_utf8", String::new()),
        kind => return fill("cli.usage.other", [("detail", kind.as_str().unwrap_or_default())]),
    };
    let command = of(ContextKind::InvalidSubcommand);
    let what = fill(key, [("arg", &*arg), ("value", &*value), ("command", &*command), ("known", &*known)]);
    let suggested =
        matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand) && !known.is_empty();
    let hint = if suggested { fill("cli.usage.suggested", [("known", &*known)]) } else { String::new() };
    fill("cli.usage.sentence", [("what", &*what), ("hint", &*hint)])
}

/// A part of clap's error as text, several joined in Chinese.
fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::None => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{command, sentence};
    use clap::Command;

    fn said(words: &str) -> String {
        let words = ["tongping"].into_iter().chain(words.split(' '));
        sentence(&command().try_get_matches_from(words).expect_err("the words are wrong"))
    }

    #[test]
    fn the_command_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn an_error_of_usage_names_the_word_in_chinese_and_where_help_stands() {
        for (words, named) in [
            ("--nope", "--nope"),
            ("sesion", "sesion"),
            ("session member 1", "<专家号>"),
            ("session show abc", "abc"),
            ("session show abc", "<任务号>"),
            ("tally --form", "--form"),
            ("tally --form a --scores b --rule best", "trim_one_each"),
            ("--json --json call", "--json"),
            ("session show 1 2", "2"),
            ("log show --limit -1", "-1"),
        ] {
            let said = said(words);
            assert!(said.contains(named) && said.ends_with("请用 --help 查看用法。"), "{words}: {said}");
            assert!(!said.contains('{') && !said.contains("cli."), "{words}: {said}");
        }
    }

    #[test]
    fn a_near_miss_is_suggested() {
        assert!(said("sesion").contains("session"));
        assert!(said("session show 1 --jso").contains("--json"));
    }

    /// Help has no English words besides names of commands, options and values.
    #[test]
    fn help_is_chinese() {
        fn walk(command: &mut Command) {
            let help = command.render_help().to_string().replace("[OPTIONS]", "");
            for word in ["Usage", "Options", "Arguments", "Commands", "default", "possible", "env:", "Print"] {
                assert!(!help.contains(word), "{word} in {help}");
            }
            command.get_subcommands_mut().for_each(walk);
        }
        let mut command = command();
        command.build();
        walk(&mut command);
    }
}
