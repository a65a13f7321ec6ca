//! A folder to run the command in, and what came of running it.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Nothing that is tested here may take longer, on a busy machine and unoptimized.
const LONGEST: Duration = Duration::from_mins(3);

/// A folder of its own, removed with everything in it.
pub struct Stage {
    root: PathBuf,
}

/// What came of running the command.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Stage {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("sightline-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&root).unwrap();
        Self { root }
    }

    /// One with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let stage = Self::new();
        for (path, text) in files {
            stage.file(path, text.as_bytes());
        }
        stage
    }

    pub fn file(&self, path: &str, bytes: &[u8]) -> &Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Run the command in the folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    /// The same with something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sightline-command"));
        command.args(arguments).current_dir(&self.root).env_remove("NO_COLOR");
        finish(command, input)
    }

    /// The JSON report on some paths, whatever the exit status.
    pub fn review(&self, paths: &[&str]) -> Value {
        let arguments: Vec<&str> =
            ["review", "--format", "json"].into_iter().chain(paths.iter().copied()).collect();
        self.run(&arguments).json()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        open(&self.root);
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The paths of the reviewed files.
pub fn paths(report: &Value) -> Vec<&str> {
    report["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect()
}

/// Files and kinds of the notices.
pub fn notices(report: &Value) -> Vec<(&str, &str)> {
    let notices = report["notices"].as_array().unwrap().iter();
    notices.map(|notice| (notice["file"].as_str().unwrap(), notice["kind"].as_str().unwrap())).collect()
}

fn finish(mut command: Command, input: &[u8]) -> Ran {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Whoever does not want its input closes it.
    std::thread::spawn(move || stdin.write_all(&input).is_ok());
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()).is_ok());
    let output =
        receive.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("{command:?} does not end")).unwrap();
    Ran {
        status: output.status.code().unwrap_or_else(|| panic!("{command:?} was ended by a signal")),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Let a folder that a test closed be removed.
#[cfg(unix)]
fn open(root: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let _ = std::fs::set_permissions(entry.path(), std::fs::Permissions::from_mode(0o755));
        }
    }
}

#[cfg(not(unix))]
fn open(_root: &Path) {}
