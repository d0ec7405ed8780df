package dev.reconciler.app.wiring;

import dev.reconciler.app.config.HttpConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.Secret;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.AuditedControl;
import dev.reconciler.app.http.HealthCheck;
import dev.reconciler.app.http.HttpServer;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RunLauncher;
import dev.reconciler.app.http.StartingPort;
import dev.reconciler.app.http.api.Api;
import dev.reconciler.app.metrics.MetricSources;
import dev.reconciler.app.metrics.Metrics;
import dev.reconciler.app.schedule.JobWatch;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.app.security.BearerToken;
import dev.reconciler.app.security.Sessions;
import dev.reconciler.app.status.LiveControl;
import dev.reconciler.app.status.PipelineFacts;
import dev.reconciler.app.status.RunningStream;
import dev.reconciler.app.status.UnmappedSources;
import dev.reconciler.app.web.Web;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.StreamHealth;
import dev.reconciler.cdc.apply.start.StartSteps;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The daemon with its API, pages and metrics: what {@code serve} runs. */
public final class Server implements AutoCloseable {
    private static final Duration SESSION = Duration.ofHours(12);

    private final Daemon daemon;
    private final Metrics metrics;
    private final LiveControl control;
    private final HttpServer http;
    private final BearerToken token;
    private final String bind;

    /** @param listener receives the progress of runs, as the metrics do */
    public static Server start(ReconcilerConfig config, boolean resync, RunListener listener) {
        return start(config, resync, listener, ApplyHooks.NONE);
    }

    /** @param hooks into the applier, for tests */
    public static Server start(ReconcilerConfig config, boolean resync, RunListener listener, ApplyHooks hooks) {
        try (StartingPort port =
                StartingPort.open(config.http().bind(), config.http().port())) {
            return start(config, resync, listener, hooks, port);
        }
    }

    /** @param port shows the present step of the start; the server takes it over at the end */
    public static Server start(
            ReconcilerConfig config, boolean resync, RunListener listener, ApplyHooks hooks, StartingPort port) {
        Metrics metrics = new Metrics(config.pipeline());
        StreamHealth health = new StreamHealth();
        Instant started = RealTime.CLOCK.instant();
        Daemon daemon = Daemon.start(
                config,
                resync,
                RunListener.all(List.of(metrics.runs(), new RunLog(), listener)),
                ApplyListener.all(List.of(metrics.stream(), health)),
                metrics.verification(),
                hooks,
                StartSteps.telling(port::now));
        try {
            return new Server(config.http(), daemon, metrics, control(daemon, health, started), port);
        } catch (RuntimeException e) {
            daemon.close();
            metrics.close();
            throw e;
        }
    }

    private Server(HttpConfig config, Daemon daemon, Metrics metrics, LiveControl control, StartingPort port) {
        this.daemon = daemon;
        this.metrics = metrics;
        this.control = control;
        this.bind = config.bind();
        Secret configured = config.token();
        this.token = configured == null ? BearerToken.random(new SecureRandom()) : new BearerToken(configured);
        Application application = daemon.application();
        metrics.read(
                new MetricSources(
                        application.config().pipeline(),
                        application.pipeline().tables().stream()
                                .map(MappedTable::id)
                                .toList(),
                        new MetricSources.Records(
                                application.stores().records().discrepancies(),
                                application.stores().records().runs(),
                                application.stores().verified().coverage(),
                                application.stores().anomalies()),
                        control::jobs,
                        control::problems,
                        () -> application
                                .stores()
                                .verified()
                                .chunks()
                                .summaries(application.pipeline().tables()),
                        control::sample,
                        () -> application
                                .stores()
                                .records()
                                .ruleResults()
                                .standings(application.rules().names())),
                RealTime.CLOCK);
        ApiServices services = services(application, control, metrics);
        Sessions sessions = new Sessions(token, RealTime.CLOCK, SESSION);
        this.http = HttpServer.start(port, new AccessControl(token, sessions, false), parts(services, token, sessions));
    }

    private static LiveControl control(Daemon daemon, StreamHealth health, Instant started) {
        Application application = daemon.application();
        ReconcilerConfig config = application.config();
        List<MappedTable> tables = application.pipeline().tables();
        UnmappedSources unmapped = new UnmappedSources(
                application.endpoints().source().schema(),
                tables.stream().map(MappedTable::source).collect(Collectors.toSet()),
                RealTime.CLOCK);
        JobWatch jobs = new JobWatch(
                config.jobs().schedules(),
                () -> application.stores().records().runs().lastSuccess(config.pipeline()),
                started,
                RealTime.CLOCK);
        return new LiveControl(
                config,
                new RunningStream(daemon.streaming(), health, daemon::verification, daemon::targetStream),
                new PipelineFacts(
                        tables,
                        application.tableStates(),
                        application.parked(),
                        application.endpoints().stream(),
                        unmapped,
                        jobs,
                        application.problems()),
                started);
    }

    private static List<Routes> parts(ApiServices services, BearerToken token, Sessions sessions) {
        List<Routes> parts = new ArrayList<>(Web.routes(services, token, sessions));
        parts.add(new Api(services));
        return parts;
    }

    private static ApiServices services(Application application, LiveControl control, Metrics metrics) {
        return new ApiServices(
                application.pipeline(),
                new AuditedControl(control, application.stores().audit().actions()),
                new ApiServices.Records(
                        application.stores().records().runs(),
                        application.stores().records().discrepancies(),
                        application.stores().records().journal(),
                        application.stores().audit().log(),
                        new ApiServices.Rules(
                                application::rules,
                                application.stores().records().ruleResults()),
                        application.stores().reports(),
                        application.stores().anomalies()),
                new ApiServices.Verified(
                        application.stores().verified().coverage(),
                        application.stores().verified().chunks(),
                        application.differingKeys()::each,
                        application::unverifiable,
                        application.stores().verified().candidates()::inFlight,
                        application.schemas()),
                new ApiServices.Operations(
                        new RunLauncher(
                                application.runService()::start,
                                run -> application.runService().execute(run),
                                application.executor(),
                                application.stores().audit().actions()),
                        application.repairs().reviews(),
                        application.repairs().undo(),
                        application.parkedEvents(),
                        application.pausedTables(),
                        application.stores().audit().actions()),
                List.of(HealthCheck.of("stream", control::problem), HealthCheck.of("control-store", () -> {
                    application
                            .stores()
                            .records()
                            .runs()
                            .lastSuccess(application.config().pipeline());
                    return Optional.empty();
                })),
                metrics::scrape,
                RealTime.CLOCK);
    }

    /** Returns the reason why the daemon no longer applies, in words for the operator. */
    public String ended() {
        return control.ended();
    }

    public Daemon daemon() {
        return daemon;
    }

    public int port() {
        return http.port();
    }

    public String url() {
        return "http://" + (bind.contains(":") ? "[" + bind + "]" : bind) + ":" + http.port() + "/";
    }

    public BearerToken token() {
        return token;
    }

    @Override
    public void close() {
        try (daemon;
                metrics;
                http) {
            return;
        }
    }
}
