package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Faults of the network between the daemon and a random server. */
enum NetworkFault implements Fault {
    /** Closed, and refused for some seconds. */
    CONNECTIONS_CUT {
        @Override
        void disturb(TcpProxy proxy, RandomGenerator random) {
            proxy.cut(false);
        }
    },

    CONNECTIONS_RESET {
        @Override
        void disturb(TcpProxy proxy, RandomGenerator random) {
            proxy.cut(true);
        }
    },

    CONNECTIONS_SLOW {
        @Override
        void disturb(TcpProxy proxy, RandomGenerator random) {
            proxy.slow(Waits.between(random, Duration.ofMillis(20), Duration.ofMillis(200)));
        }
    },

    /** The server's ends vanish without a reset: a client that waits for an answer never gets one. */
    CONNECTIONS_HALF_OPEN {
        @Override
        void disturb(TcpProxy proxy, RandomGenerator random) {
            proxy.silent();
        }

        @Override
        void end(TcpProxy proxy) {
            proxy.forgetful();
        }
    };

    abstract void disturb(TcpProxy proxy, RandomGenerator random);

    void end(TcpProxy proxy) {
        proxy.normal();
    }

    @Override
    public void strike(Campaign campaign, RandomGenerator random) throws Exception {
        CampaignServer side = CampaignServer.values()[random.nextInt(CampaignServer.values().length)];
        campaign.world().timeline.say("%s to the %s", name(), side.title());
        TcpProxy proxy = campaign.world().proxy(side);
        disturb(proxy, random);
        try {
            Waits.pause(Waits.between(random, Duration.ofSeconds(2), Duration.ofSeconds(8)));
        } finally {
            end(proxy);
        }
    }
}
