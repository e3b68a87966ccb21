"""Starting the Java process that Spark runs in.

`spark-submit`, which PySpark starts by itself, is a shell script and a Java process that only
computes the command line of another: a second and more. Here the command line is written down.
"""

import os
import shlex
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyspark

from cluster.spark import lock
from cluster.spark.build import CDS_ARCHIVE, delta_jars, own_jar

# What Spark needs of Java 17 and later: org.apache.spark.launcher.JavaModuleOptions.
MODULE_OPTIONS = (
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--add-modules=jdk.incubator.vector",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.net=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
    "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.allocator.type=pooled",
    "-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
)
_GATEWAY = "org.apache.spark.api.python.PythonGatewayServer"
_CONNECT_PYTHON = Path(__file__).with_name("connect-python.sh")
_LOG4J = Path(__file__).with_name("log4j2.properties")


class JavaEnded(RuntimeError):
    """The Java process ended before it could be reached."""


def java() -> str:
    """The Java that is used."""
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else "java"


def launch(
    home: Path, memory: str, archive_to: Path | None, class_path: Sequence[Path] = ()
) -> subprocess.Popen[bytes]:
    """Start Java and tell PySpark how to reach it: by PYSPARK_GATEWAY_PORT and _SECRET.

    The process ends when its standard input closes, so with this process at the latest.
    """
    with tempfile.TemporaryDirectory() as folder:
        address = Path(folder) / "address"
        process = subprocess.Popen(
            command(home, memory, archive_to, class_path),
            stdin=subprocess.PIPE,
            env={
                **os.environ,
                "_PYSPARK_DRIVER_CONN_INFO_PATH": str(address),
                "PYSPARK_PYTHON": str(_CONNECT_PYTHON),
                "LAKEHOUSE_PYTHON": sys.executable,
            },
            pass_fds=lock.descriptors(),
        )
        # PySpark's first call imports this, and pandas with it: now there is time for it.
        import pyspark.testing  # noqa: F401

        while not address.exists():
            if process.poll() is not None:
                raise JavaEnded(f"Java ended with exit code {process.returncode}")
            time.sleep(0.02)
        content = address.read_bytes()
    port, length = struct.unpack(">ii", content[:8])
    os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
    os.environ["PYSPARK_GATEWAY_SECRET"] = content[8 : 8 + length].decode()
    return process


def command(
    home: Path, memory: str, archive_to: Path | None, class_path: Sequence[Path] = ()
) -> list[str]:
    """The command line of the Java process.

    Options in LAKEHOUSE_JAVA_OPTIONS come last, and so count where they differ from ours.
    """
    spark_jars = Path(pyspark.__path__[0]) / "jars" / "*"
    jars = [*delta_jars(), spark_jars]
    if not archive_to:
        # Last and not in the archive: so the archive outlives a change to our own classes.
        jars += [own_jar(), *class_path]
    return [
        java(),
        "-cp",
        ":".join(str(entry) for entry in jars),
        f"-Xmx{memory}",
        *MODULE_OPTIONS,
        *_options(home, archive_to),
        *shlex.split(os.environ.get("LAKEHOUSE_JAVA_OPTIONS", "")),
        _GATEWAY,
    ]


def _options(home: Path, archive_to: Path | None) -> list[str]:
    """Quick to start rather than quick at the end of a long day."""
    options = [
        "-XX:TieredStopAtLevel=1",
        # Java gives this level 48 MB. A few ingest runs fill that: then nothing more is compiled,
        # and in the end Java stops with "Out of space in CodeCache for adapters".
        "-XX:ReservedCodeCacheSize=512m",
        "-XX:+UseSerialGC",
        "-Duser.timezone=UTC",
        f"-Djava.io.tmpdir={home / 'tmp'}",
        f"-Dderby.stream.error.file={home / 'logs' / 'derby.log'}",
        f"-Dlog4j2.configurationFile={_LOG4J.as_uri()}",
    ]
    if archive_to:
        options.append(f"-XX:ArchiveClassesAtExit={archive_to}")
    elif CDS_ARCHIVE.exists():
        options.append(f"-XX:SharedArchiveFile={CDS_ARCHIVE}")
    # An archive of another Java, or of other jars, is left aside without a word.
    return [*options, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
