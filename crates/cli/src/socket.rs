//! The private socket in the data directory. Whoever can reach it can read
//! the store's files as well, so it asks for no token.

use std::fs::{self, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

/// Its name in the data directory.
pub(crate) const NAME: &str = "basekey.sock";

/// The system's limit is 108 bytes or less, the final zero included.
const LONGEST: usize = 100;

/// Listens in `data`. The lock on the directory must be held: a socket that
/// is there is then a dead one, and is replaced.
pub(crate) fn listen(data: &Path) -> io::Result<UnixListener> {
    // Made where nobody else can enter and moved into place once it is
    // private, so that there is no moment in which others could connect.
    let nursery = data.join(".socket");
    let _ = fs::remove_dir_all(&nursery);
    fs::DirBuilder::new().mode(0o700).create(&nursery)?;
    let born = nursery.join(NAME);
    let listener = short(&born, |path| UnixListener::bind(path))?;
    fs::set_permissions(&born, Permissions::from_mode(0o600))?;
    fs::rename(&born, data.join(NAME))?;
    fs::remove_dir(&nursery)?;
    Ok(listener)
}

/// Connects to a socket.
pub(crate) fn connect(path: &Path) -> io::Result<UnixStream> {
    let stream = short(path, |path| std::os::unix::net::UnixStream::connect(path))?;
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}

/// Takes the socket away, so that commands need not find out that it is dead.
pub(crate) fn remove(data: &Path) {
    let _ = fs::remove_file(data.join(NAME));
}

/// Hands `path` on, or a short path to the same file: addresses of sockets
/// have little room, and data directories may lie deep.
fn short<T>(path: &Path, with: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return with(path);
    };
    if path.as_os_str().len() < LONGEST {
        return with(path);
    }
    if cfg!(target_os = "linux") {
        let open = fs::File::open(directory)?;
        return with(&PathBuf::from(format!("/proc/self/fd/{}", open.as_raw_fd())).join(name));
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidFilename,
        format!(
            "the path of the private socket, {}, is too long for this system; use a shorter --data",
            path.display()
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deep_directory_and_a_dead_socket_are_no_trouble() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("d".repeat(120));
        fs::create_dir(&data).unwrap();
        let first = listen(&data).unwrap();
        drop(first);
        assert!(connect(&data.join(NAME)).is_err());
        let _second = listen(&data).unwrap();
        connect(&data.join(NAME)).unwrap();
        let mode = fs::metadata(data.join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        remove(&data);
        assert_eq!(
            connect(&data.join(NAME)).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }
}
