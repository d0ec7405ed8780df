package dev.reconciler.bench.demo;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.bench.lab.drift.DriftInjector;
import dev.reconciler.bench.lab.drift.FailingWrites;
import dev.reconciler.bench.lab.drift.RogueWrites;
import dev.reconciler.bench.lab.load.Load;
import dev.reconciler.bench.lab.load.ShopTraffic;
import dev.reconciler.bench.lab.load.TargetWriter;
import dev.reconciler.bench.lab.oracle.IndependentComparison;
import dev.reconciler.bench.lab.oracle.ShopComparison;
import dev.reconciler.bench.lab.shop.ShopCopy;
import dev.reconciler.bench.lab.shop.ShopSchema;
import dev.reconciler.bench.lab.shop.ShopSeed;
import dev.reconciler.bench.lab.shop.ShopSql;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The demo's environment: two servers, a shop under load, and drift. In replicate mode the shop writes the source and another
 * application damages its copy; in observe mode it writes both sides, and some of its own writes fail.
 */
final class DemoShop implements AutoCloseable {
    private static final int CUSTOMERS = 80;
    private static final Duration BETWEEN_TRANSACTIONS = Duration.ofMillis(25);

    private final DemoPair pair;
    private final DemoClusters clusters;
    /** Null if the daemon alone writes the target. */
    private final @Nullable TargetWriter target;

    private final Load load;
    private final DriftInjector harm;
    private final IndependentComparison comparison;

    DemoShop(long seed, DemoMode mode, DemoPair pair, Narrator narrator) {
        this.pair = pair;
        SplittableRandom random = new SplittableRandom(seed);
        narrator.say("starting   two servers");
        clusters = DemoClusters.start(pair, DemoShop::secret, text -> narrator.say("starting   " + text));
        try {
            ShopSchema.install(clusters.sourceApplication(), clusters.targetOwner());
            new ShopSeed(random.split(), RealTime.CLOCK).fill(clusters.sourceApplication(), CUSTOMERS);
            narrator.say("seeded     three tenants with " + CUSTOMERS + " customers each");
            comparison = new IndependentComparison(
                    clusters.sourceApplication(),
                    clusters.targetOwner(),
                    ShopComparison.between(pair.source(), pair.target()));
            if (mode == DemoMode.replicate) {
                target = null;
                load = load(ShopTraffic.ofOneSide(random.split(), RealTime.CLOCK), narrator);
                harm = new RogueWrites(clusters.targetRogue(), random.split(), RealTime.CLOCK);
            } else {
                ShopCopy.fill(clusters.sourceApplication(), clusters.targetOwner());
                narrator.say("copied     every row to the target; the shop now writes it too");
                target = new TargetWriter(
                        clusters.targetOwner(),
                        random.split(),
                        RealTime.CLOCK,
                        DemoShop::rest,
                        failure -> narrator.say("the shop could not write the target: " + failure));
                harm = new FailingWrites(clusters.sourceApplication(), target, random.split(), RealTime.CLOCK);
                load = load(ShopTraffic.ofBothSides(target, random.split(), RealTime.CLOCK), narrator);
            }
        } catch (RuntimeException e) {
            clusters.close();
            throw e;
        }
    }

    private Load load(Load.Session session, Narrator narrator) {
        Load writer = new Load(
                clusters.sourceApplication()::connect,
                DemoShop::rest,
                ShopSql::isRolledBack,
                failure -> narrator.say("the load ended by itself: " + failure));
        writer.add("demo-load", BETWEEN_TRANSACTIONS, session);
        return writer;
    }

    private static void rest(Duration time) throws InterruptedException {
        if (!RealTime.pause(time)) {
            throw new InterruptedException("stopping the load");
        }
    }

    /** Returns a random password or token. */
    static String secret() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    DemoClusters clusters() {
        return clusters;
    }

    DemoPair pair() {
        return pair;
    }

    /** Starts the load. */
    void open() {
        load.start();
    }

    /** Pauses the load. Returns when the shop has no open transaction on either side. */
    void pause() {
        load.pause();
        if (target != null) {
            target.drain();
        }
    }

    /** Returns the longest time of the application's write to the second side; zero if it writes one side only. */
    Duration slowest() {
        return target == null ? Duration.ZERO : target.slowest();
    }

    DriftInjector harm() {
        return harm;
    }

    IndependentComparison comparison() {
        return comparison;
    }

    @Override
    public void close() {
        try (clusters;
                target) {
            load.close();
        }
    }
}
