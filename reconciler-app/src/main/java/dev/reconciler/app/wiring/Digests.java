package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ReportsConfig;
import dev.reconciler.app.config.ScheduleConfig;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.app.digest.DailyDigest;
import dev.reconciler.app.digest.Receiver;
import dev.reconciler.app.digest.ReportFolder;
import dev.reconciler.app.digest.Webhook;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The scheduled report, put together. */
final class Digests {
    private Digests() {}

    static DailyDigest of(Application application) {
        ReportsConfig config = application.config().jobs().reports();
        List<Receiver> receivers = new ArrayList<>();
        if (config.directory() != null) {
            receivers.add(new ReportFolder(config.directory()));
        }
        if (config.webhook() != null) {
            receivers.add(new Webhook(config.webhook(), config.timeout()));
        }
        return new DailyDigest(
                application.stores().reports(),
                application.stores().evidence().deliveries(),
                receivers,
                zone(application),
                application.problems(),
                RealTime.CLOCK);
    }

    /** An interval has no zone. */
    private static ZoneId zone(Application application) {
        return application.config().jobs().schedules().get(ScheduledJob.REPORT) instanceof ScheduleConfig.Cron cron
                ? cron.zone()
                : ZoneOffset.UTC;
    }
}
