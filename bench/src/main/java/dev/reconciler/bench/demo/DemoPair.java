package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.shop.ServerKind;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of the demo's two servers. */
public record DemoPair(ServerKind source, ServerKind target) {
    /** The reason why one of the servers can't be had on this machine, with its remedy; empty if both can be had. */
    public Optional<String> unavailable() {
        Optional<String> reason = Stream.of(source, target)
                .flatMap(kind -> kind.unavailable().stream())
                .findFirst();
        return reason.isEmpty() && source == target && isNamed()
                ? source.notStartable().map(why -> "the environment names one " + source.title() + " server: " + why)
                : reason;
    }

    /** Returns whether the environment names the target's server. It is never that of both sides. */
    private boolean isNamed() {
        return target != ServerKind.postgres
                && MySqlFamilyServer.named(target.flavor()).isPresent();
    }

    /** The parts that the demo can't try on this pair, each with the reason. */
    List<String> leftOut() {
        return target == ServerKind.postgres
                ? List.of()
                : List.of("the cause of rows that another application inserted: " + target.title()
                        + " keeps no record of the transaction that wrote a row");
    }
}
