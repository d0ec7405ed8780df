package dev.reconciler.bench.campaign;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Faults of a server. */
enum ServerFault implements Fault {
    RESTART_SOURCE(CampaignServer.SOURCE, false),
    RESTART_TARGET(CampaignServer.TARGET, false),
    RESTART_CONTROL(CampaignServer.CONTROL, false),
    CRASH_SOURCE(CampaignServer.SOURCE, true),
    CRASH_TARGET(CampaignServer.TARGET, true),
    CRASH_CONTROL(CampaignServer.CONTROL, true);

    private final CampaignServer side;
    private final boolean crash;

    ServerFault(CampaignServer side, boolean crash) {
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
