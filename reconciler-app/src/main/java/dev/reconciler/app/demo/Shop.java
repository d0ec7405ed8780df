package dev.reconciler.app.demo;

import dev.reconciler.app.demo.internal.DemoClusters;
import dev.reconciler.app.demo.internal.DriftInjector;
import dev.reconciler.app.demo.internal.IndependentComparison;
import dev.reconciler.app.demo.internal.LoadGenerator;
import dev.reconciler.app.demo.internal.ShopSchema;
import dev.reconciler.app.demo.internal.ShopSeed;
import dev.reconciler.app.wiring.RealTime;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** The demo's world: two servers, a shop that is being used, and somebody who damages its copy. */
final class Shop implements AutoCloseable {
    private static final int CUSTOMERS = 80;
    private static final double TRANSACTIONS_PER_SECOND = 40;

    private final DemoClusters clusters;
    private final LoadGenerator load;
    private final DriftInjector injector;
    private final IndependentComparison comparison;

    Shop(long seed, Narrator narrator) {
        SplittableRandom random = new SplittableRandom(seed);
        narrator.say("starting   two PostgreSQL servers");
        clusters = DemoClusters.start(Shop::secret, text -> narrator.say("starting   " + text));
        try {
            ShopSchema.install(clusters.sourceApplication(), clusters.targetOwner());
            new ShopSeed(random.split(), RealTime.CLOCK).fill(clusters.sourceApplication(), CUSTOMERS);
            narrator.say("seeded     three tenants with " + CUSTOMERS + " customers each");
            load = new LoadGenerator(
                    clusters.sourceApplication(),
                    random.split(),
                    RealTime.CLOCK,
                    time -> {
                        if (!RealTime.pause(time)) {
                            throw new InterruptedException("the load is being stopped");
                        }
                    },
                    TRANSACTIONS_PER_SECOND,
                    failure -> narrator.say("the load ended by itself: " + failure));
            injector = new DriftInjector(clusters.targetRogue(), random.split(), RealTime.CLOCK);
            comparison = new IndependentComparison(clusters.sourceApplication(), clusters.targetOwner());
        } catch (RuntimeException e) {
            clusters.close();
            throw e;
        }
    }

    /** A password or token nobody can guess. */
    static String secret() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    DemoClusters clusters() {
        return clusters;
    }

    LoadGenerator load() {
        return load;
    }

    DriftInjector injector() {
        return injector;
    }

    IndependentComparison comparison() {
        return comparison;
    }

    @Override
    public void close() {
        try (clusters) {
            load.close();
        }
    }
}
