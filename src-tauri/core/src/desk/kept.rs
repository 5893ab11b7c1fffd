//! One JSON file per concern in the desk's folder: written whole, and set aside when what stands there is not ours, so
//! that a damaged settings file never keeps the program from starting.

use crate::error::{Error, Result};
use crate::file::{read_whole, refuse_no_file, write_whole};
use crate::locale;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Which writing of these files this program understands.
const FORMAT: u64 = 1;

/// A file of ours is at most this long (bytes).
const MOST: usize = 4 * 1024 * 1024;

/// What a file held, and a sentence when it had to be set aside or could not be read.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Empty where there is no file, or no good one.
    pub(super) fields: Map<String, Value>,
    /// Why not, for people.
    pub(super) trouble: Option<String>,
}

/// Reads one file. What is damaged or foreign gets another name and is kept.
pub(super) fn read(path: &Path) -> Found {
    if path.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Found::default();
    }
    let trouble = match refuse_no_file(path).and_then(|()| read_whole(path, MOST)) {
        Ok(bytes) => match fields_of(&bytes) {
            Some(fields) => return Found { fields, trouble: None },
            None => set_aside(path),
        },
        Err(Error::Failed { source, .. }) if !path.is_dir() => {
            locale::sentence(&Error::Failed { doing: "file_read", path: Some(path.to_path_buf()), source })
        }
        Err(_) => set_aside(path),
    };
    Found { fields: Map::new(), trouble: Some(trouble) }
}

/// The fields of a file of ours; none when it is not.
pub(super) fn fields_of(bytes: &[u8]) -> Option<Map<String, Value>> {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(bytes) else { return None };
    let format = fields.shift_remove("format");
    (format.as_ref().and_then(Value::as_u64) == Some(FORMAT)).then_some(fields)
}

/// Renames a file to the first free `….damaged-n`; answers the sentence about it.
fn set_aside(path: &Path) -> String {
    let aside = |n: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".damaged-{n}"));
        PathBuf::from(name)
    };
    let free = (1..1000).map(aside).find(|name| name.symlink_metadata().is_err());
    let renamed = free.and_then(|name| std::fs::rename(path, &name).is_ok().then_some(name));
    let to = renamed.unwrap_or_else(|| path.to_path_buf());
    locale::sentence(&Error::refused_with("desk_file_set_aside", [("path", to.display().to_string())]))
}

/// Writes one file whole.
pub(super) fn write(path: &Path, fields: &Map<String, Value>) -> Result<()> {
    let mut all = Map::new();
    all.insert("format".to_owned(), FORMAT.into());
    all.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    let bytes = serde_json::to_vec(&all).map_err(|source| Error::bug("desk_keep", source))?;
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    write_whole(path, &bytes)
}

/// Makes a folder that only its owner reads: what lies there may be text of a review.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| Error::failed("folder_make", folder, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_unknown_fields_survive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/a.json");
        assert!(read(&path).fields.is_empty() && read(&path).trouble.is_none());
        let fields = Map::from_iter([("role".to_owned(), Value::from("expert")), ("later".to_owned(), Value::from(7))]);
        write(&path, &fields).unwrap();
        assert_eq!(read(&path).fields, fields);
    }

    #[test]
    fn a_damaged_a_foreign_and_a_newer_file_are_kept_under_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for (n, text) in ["{\"format\":1,", "[]", "\u{feff}x", "{\"format\":2}", "{}"].into_iter().enumerate() {
            std::fs::write(&path, text).unwrap();
            let found = read(&path);
            assert!(found.fields.is_empty(), "{text}");
            let aside = folder.path().join(format!("a.json.damaged-{}", n + 1));
            assert!(found.trouble.unwrap().contains(&aside.display().to_string()));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
            assert!(!path.exists());
        }
        std::fs::create_dir(&path).unwrap();
        assert!(read(&path).trouble.is_some() && !path.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = write(&file.join("a.json"), &Map::new()).unwrap_err();
        assert!(matches!(error, Error::Failed { doing: "folder_make", .. }), "{error:?}");
        assert!(read(&file.join("a.json")).trouble.is_some());
    }
}
