package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** What happens to a server. */
enum ServerFault implements Fault {
    RESTART_SOURCE(Side.SOURCE, false),
    RESTART_TARGET(Side.TARGET, false),
    RESTART_CONTROL(Side.CONTROL, false),
    CRASH_SOURCE(Side.SOURCE, true),
    CRASH_TARGET(Side.TARGET, true),
    CRASH_CONTROL(Side.CONTROL, true);

    private final Side side;
    private final boolean crash;

    ServerFault(Side side, boolean crash) {
        this.side = side;
        this.crash = crash;
    }

    @Override
    public void strike(Campaign campaign, RandomGenerator random) throws Exception {
        var server = campaign.world().server(side);
        if (crash) {
            server.crash();
        } else {
            server.stop();
        }
        Waits.pause(Waits.between(random, Duration.ZERO, Duration.ofSeconds(4)));
        server.start();
    }
}
