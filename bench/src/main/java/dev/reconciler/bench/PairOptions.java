package dev.reconciler.bench;

import dev.reconciler.bench.demo.DemoPair;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** The kinds of the two servers, {@code --source mysql --target postgres} by default, and rows and rounds. */
record PairOptions(DemoPair pair, long rows, int rounds) {
    /** @throws Options.UnknownOptionException naming the known options or kinds */
    static PairOptions parse(String... args) {
        List<String> rest = new ArrayList<>(Arrays.asList(args));
        DemoPair pair =
                new DemoPair(kind(rest, "--source", ServerKind.mysql), kind(rest, "--target", ServerKind.postgres));
        Options options = Options.parse(Map.of("rows", 1_000_000L, "rounds", 3L), rest.toArray(new String[0]));
        return new PairOptions(pair, options.get("rows"), options.count("rounds"));
    }

    /** Takes an option with the kind of a server out of the arguments. */
    private static ServerKind kind(List<String> args, String option, ServerKind otherwise) {
        int at = args.indexOf(option);
        if (at < 0 || at + 1 == args.size()) {
            return otherwise;
        }
        args.remove(at);
        String name = args.remove(at);
        return EnumSet.allOf(ServerKind.class).stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Options.UnknownOptionException(
                        option + " takes one of " + EnumSet.allOf(ServerKind.class) + ", not '" + name + "'"));
    }
}
