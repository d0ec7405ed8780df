package dev.reconciler.bench;

import dev.reconciler.bench.lab.shop.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The program {@code pt-table-sync} of Debian's package {@code percona-toolkit}, which finds rows that differ between two servers. */
final class PtTableSync {
    private static final Path PROGRAM = Path.of("/usr/bin/pt-table-sync");
    private static final Pattern STATEMENT = Pattern.compile("(?m)^(REPLACE|UPDATE|INSERT|DELETE) ");

    private final Path directory;
    private final List<String> command;

    /** @param from the address as in the daemon's configuration; the rows of {@code to} are compared with its rows */
    PtTableSync(Path directory, String from, Login reader, String to, Login writer) {
        this.directory = directory;
        this.command = List.of(PROGRAM.toString(), "--print", "--no-check-slave", dsn(from, reader), dsn(to, writer));
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    private static String dsn(String url, Login login) {
        URI address = URI.create(url);
        return "h=%s,P=%d,u=%s,p=%s,D=%s,t=%s"
                .formatted(
                        address.getHost(),
                        address.getPort(),
                        login.user(),
                        login.password(),
                        address.getPath().substring(1),
                        PairTable.NAME);
    }

    /** @throws IllegalStateException if it does not find the number of rows that differ */
    void requireDifferences(long differences) throws IOException, InterruptedException {
        String report = ShippedCommand.execute(directory, command);
        long found = STATEMENT.matcher(report).results().count();
        if (found != differences) {
            throw new IllegalStateException("pt-table-sync found " + found + " differences: " + report);
        }
    }
}
