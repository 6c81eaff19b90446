package brume.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/// MD5 and SHA-512 of a GiB, which each image's description has: the limit of uploads. Prints seconds of CPU.
final class Hashes {
    private static final int BLOCK_BYTES = 256 << 10;
    private static final int BLOCKS = (1 << 30) / BLOCK_BYTES;

    private Hashes() {}

    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        var block = new byte[BLOCK_BYTES];
        new Random(1).nextBytes(block);
        hash(block, BLOCKS / 4);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        hash(block, BLOCKS);
        System.out.println((threads.getCurrentThreadCpuTime() - before) / 1e9);
    }

    private static void hash(byte[] block, int blocks) throws NoSuchAlgorithmException {
        for (var name : new String[] {"MD5", "SHA-512"}) {
            var digest = MessageDigest.getInstance(name);
            for (int i = 0; i < blocks; i++) digest.update(block);
            digest.digest();
        }
    }
}
