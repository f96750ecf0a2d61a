package io.d2k.registry;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * How a layer is compressed, told by its first bytes: its media type may be wrong (<a
 * href="https://github.com/opencontainers/image-spec/blob/main/layer.md">layers</a> are plain, gzip or zstd).
 */
final class LayerCompression {
    private static final int BUFFER = 1 << 16;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private LayerCompression() {}

    /** Returns the archive that a layer is. */
    static InputStream unpacked(InputStream layer) throws IOException {
        BufferedInputStream in = new BufferedInputStream(layer, BUFFER);
        in.mark(ZSTD.length);
        byte[] head = in.readNBytes(ZSTD.length);
        in.reset();
        if (Arrays.equals(head, ZSTD)) {
            return new Zstd(in);
        }
        return head.length >= GZIP.length && Arrays.equals(Arrays.copyOf(head, GZIP.length), GZIP)
                ? new GZIPInputStream(in, BUFFER)
                : in;
    }

    /** Fails as streams do. */
    private static final class Zstd extends FilterInputStream {
        private Zstd(InputStream compressed) {
            super(new ZstdInputStream(compressed));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (MalformedInputException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}
