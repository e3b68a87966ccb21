"""`dbutils.fs`: files of the workspace by their `dbfs:/` path."""

from typing import Any, NamedTuple

from py4j.java_gateway import JavaObject, JVMView


class FileInfo(NamedTuple):
    """A file or folder of a listing; a folder's path and name end with `/`."""

    path: str
    name: str
    size: int
    modificationTime: int

    def isDir(self) -> bool:
        return self.name.endswith("/")

    def isFile(self) -> bool:
        return not self.isDir()


class Files:
    """`dbutils.fs`."""

    def __init__(self, jvm: JVMView, session: JavaObject) -> None:
        self._jvm = jvm
        self._session = session

    def ls(self, dir: str) -> list[FileInfo]:
        system, path = self._open(dir)
        return sorted(_info(status) for status in system.listStatus(path))

    def mkdirs(self, dir: str) -> bool:
        system, path = self._open(dir)
        return system.mkdirs(path)

    def rm(self, dir: str, recurse: bool = False) -> bool:
        system, path = self._open(dir)
        return system.delete(path, recurse)

    def cp(self, from_: str, to: str, recurse: bool = False) -> bool:
        return self._copy(from_, to, recurse, False)

    def mv(self, from_: str, to: str, recurse: bool = False) -> bool:
        return self._copy(from_, to, recurse, True)

    def head(self, file: str, maxBytes: int = 65536) -> str:
        system, path = self._open(file)
        stream = system.open(path)
        try:
            length = min(maxBytes, system.getFileStatus(path).getLen())
            return bytes(stream.readNBytes(length)).decode("utf-8", "replace")
        finally:
            stream.close()

    def put(self, file: str, contents: str, overwrite: bool = False) -> bool:
        system, path = self._open(file)
        stream = system.create(path, overwrite)
        try:
            stream.write(contents.encode())
        finally:
            stream.close()
        return True

    def _copy(self, source: str, target: str, recurse: bool, remove: bool) -> bool:
        from_system, from_path = self._open(source)
        to_system, to_path = self._open(target)
        if from_system.getFileStatus(from_path).isDirectory() and not recurse:
            raise ValueError(f"Cannot copy directory {source} unless recurse is set to true")
        copy = self._jvm.org.apache.hadoop.fs.FileUtil.copy
        return copy(from_system, from_path, to_system, to_path, remove, self._configuration())

    def _open(self, path: str) -> tuple[Any, Any]:
        hadoop_path = self._jvm.org.apache.hadoop.fs.Path(path)
        return hadoop_path.getFileSystem(self._configuration()), hadoop_path

    def _configuration(self) -> Any:
        return self._session.sessionState().newHadoopConf()


def _info(status: Any) -> FileInfo:
    path = status.getPath()
    slash = "/" if status.isDirectory() else ""
    return FileInfo(
        path.toString() + slash,
        path.getName() + slash,
        status.getLen() if status.isFile() else 0,
        status.getModificationTime(),
    )
