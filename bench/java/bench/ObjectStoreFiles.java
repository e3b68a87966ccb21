package bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import lakehouse.fs.LocalFiles;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.VectoredReadUtils;
import org.apache.hadoop.fs.impl.CombinedFileRange;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The machine's files with the latency and the throughput of an object store: each request waits for its first byte, and
 * each stream delivers a limited number of bytes a second. A request is what the S3A connector sends: a GET for each
 * position that a reader jumps to, a PUT for each file that is closed, a HEAD for each status, a LIST for each folder.
 *
 * <p>Figures: "small object latencies (and first-byte-out latencies for larger objects) of roughly 100-200 milliseconds",
 * and one request at a time for each "85-90 MB/s" of throughput (Amazon S3 User Guide, "Best practices design patterns:
 * optimizing Amazon S3 performance" and "Performance design patterns for Amazon S3", horizontal scaling). The lower
 * latency and the lower throughput are taken. A HEAD, LIST, PUT or DELETE waits as long as a GET.
 *
 * <p>`slow(true)` switches the waiting on: tables are made at the speed of the disk.
 */
public final class ObjectStoreFiles extends LocalFileSystem {
  private static final long FIRST_BYTE_NANOS = 100_000_000L;
  private static final double NANOS_PER_BYTE = 1e9 / 85e6;

  /** The gap up to which a reader reads on instead of sending another request: S3A's `fs.s3a.vectored.read.min.seek.size`. */
  private static final int READ_ON_BYTES = 128 * 1024;

  /** The largest range that neighbouring ranges are merged to: S3A's `fs.s3a.vectored.read.max.merged.size`. */
  private static final int MERGED_BYTES = 2 * 1024 * 1024;

  private static final AtomicLong REQUESTS = new AtomicLong();
  private static volatile boolean isSlow;

  /** Ranges of a file are requested at the same time, by threads that S3A keeps for them. */
  private static final ExecutorService RANGES =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "object-store-range");
            thread.setDaemon(true);
            return thread;
          });

  public ObjectStoreFiles() {
    super(new LocalFiles().getRaw());
    setVerifyChecksum(false);
    setWriteChecksum(false);
  }

  /** Switches the waiting on or off, for the whole process. */
  public static void slow(boolean slow) {
    isSlow = slow;
  }

  /** The requests since the last call. */
  public static long takeRequests() {
    return REQUESTS.getAndSet(0);
  }

  private static void request(long bytes) {
    if (isSlow) {
      REQUESTS.incrementAndGet();
      LockSupport.parkNanos(FIRST_BYTE_NANOS + (long) (bytes * NANOS_PER_BYTE));
    }
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(new ObjectStream(getRaw().open(path, bufferSize)));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream file =
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(file, null) {
      private boolean isClosed;

      @Override
      public void close() throws IOException {
        long size = getPos();
        super.close();
        if (!isClosed) {
          isClosed = true;
          request(size);
        }
      }
    };
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    request(0);
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    request(0);
    return super.listStatus(path);
  }

  @Override
  public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path) throws IOException {
    request(0);
    return super.listLocatedStatus(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    request(0);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean isRecursive) throws IOException {
    request(0);
    return super.delete(path, isRecursive);
  }

  /** The stream of one object: a jump is another request. */
  private static final class ObjectStream extends FSInputStream {
    private final FSDataInputStream file;
    private long requestedAt = -1;

    ObjectStream(FSDataInputStream file) {
      this.file = file;
    }

    /** Waits for `bytes` at the present position, with a request where none reaches there. */
    private void waitFor(long bytes) throws IOException {
      if (bytes < 0) {
        return;
      }
      if (!isSlow) {
        return;
      }
      long start = file.getPos() - bytes;
      boolean readsOn = requestedAt >= 0 && start >= requestedAt && start - requestedAt <= READ_ON_BYTES;
      if (readsOn) {
        LockSupport.parkNanos((long) ((start - requestedAt + bytes) * NANOS_PER_BYTE));
      } else {
        request(bytes);
      }
      requestedAt = file.getPos();
    }

    @Override
    public int read() throws IOException {
      int value = file.read();
      waitFor(value < 0 ? -1 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = file.read(buffer, offset, length);
      waitFor(count);
      return count;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) throws IOException {
      int count = file.read(position, buffer, offset, length);
      if (count >= 0) {
        request(count);
      }
      return count;
    }

    @Override
    public int minSeekForVectorReads() {
      return READ_ON_BYTES;
    }

    @Override
    public int maxReadSizeForVectorReads() {
      return MERGED_BYTES;
    }

    @Override
    public void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate)
        throws IOException {
      var sorted = VectoredReadUtils.validateAndSortRanges(ranges, Optional.empty());
      var merged =
          VectoredReadUtils.mergeSortedRanges(
              sorted, 1, minSeekForVectorReads(), maxReadSizeForVectorReads());
      for (FileRange range : sorted) {
        range.setData(new CompletableFuture<>());
      }
      for (var one : merged) {
        RANGES.submit(() -> readRange(one, allocate));
      }
    }

    private void readRange(
        CombinedFileRange merged, IntFunction<ByteBuffer> allocate) {
      try {
        byte[] bytes = new byte[merged.getLength()];
        file.readFully(merged.getOffset(), bytes, 0, bytes.length);
        request(bytes.length);
        for (FileRange range : merged.getUnderlying()) {
          ByteBuffer part = allocate.apply(range.getLength());
          part.put(bytes, (int) (range.getOffset() - merged.getOffset()), range.getLength());
          part.flip();
          range.getData().complete(part);
        }
      } catch (IOException | RuntimeException broken) {
        merged.getUnderlying().forEach(range -> range.getData().completeExceptionally(broken));
      }
    }

    @Override
    public void seek(long position) throws IOException {
      if (position < 0) {
        throw new EOFException("The position is before the start of the file, got " + position);
      }
      file.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return file.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) throws IOException {
      return file.seekToNewSource(target);
    }

    @Override
    public int available() throws IOException {
      return file.available();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
