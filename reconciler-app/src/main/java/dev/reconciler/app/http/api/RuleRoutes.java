package dev.reconciler.app.http.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.RuleResultView;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.rules.RuleSchedule;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResultQuery;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists the business rules with their last results, and the results of one rule. */
public final class RuleRoutes implements Routes {
    private static final int MOST_RULES = 500;

    private final ApiServices services;

    public RuleRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/rules", this::list), Route.get("/api/v1/rules/{name}/results", this::results));
    }

    /** @param last the last result for each tenant */
    record View(
            String name,
            String description,
            @Nullable String owner,
            String table,
            String action,
            String severity,
            @JsonUnwrapped Settings settings,
            List<RuleResultView> last) {
        static View of(Rule rule, Settings settings, List<RuleResult> last) {
            return new View(
                    rule.name(),
                    rule.description(),
                    rule.owner().orElse(null),
                    rule.table(),
                    rule.blocking() ? "BLOCK" : "WARN",
                    rule.severity().name(),
                    settings,
                    last.stream().map(RuleResultView::of).toList());
        }
    }

    /** @param cron null if the rule has no schedule of its own */
    record Settings(String kind, String phase, @Nullable String cron, boolean perTenant) {
        static Settings of(Rule rule, boolean perTenant) {
            return new Settings(
                    rule.check().kind(),
                    rule.phase().name(),
                    rule.schedule().map(RuleSchedule::cron).orElse(null),
                    perTenant);
        }
    }

    /**
     * A part of the rules.
     *
     * @param problems of all rule files
     */
    record Listed(List<View> items, List<String> problems, int page, int size, int total) {}

    private void list(Context context) {
        PageRequest wanted = RequestParameters.read(context, parameters -> parameters.page(MOST_RULES), "page", "size");
        RuleBook book = services.records().rules().book().get();
        List<Rule> part =
                book.rules().stream().skip(wanted.offset()).limit(wanted.size()).toList();
        Map<String, List<RuleResult>> last =
                services
                        .records()
                        .rules()
                        .results()
                        .last(part.stream().map(Rule::name).toList())
                        .stream()
                        .collect(
                                Collectors.groupingBy(result -> result.subject().rule()));
        List<View> rules = part.stream()
                .map(rule -> View.of(
                        rule,
                        Settings.of(rule, rule.perTenant(services.pipeline().tables())),
                        last.getOrDefault(rule.name(), List.of())))
                .toList();
        List<String> problems =
                book.problems().stream().map(RuleProblem::toString).toList();
        JsonBody.write(
                context,
                new Listed(
                        rules,
                        problems,
                        wanted.number(),
                        wanted.size(),
                        book.rules().size()));
    }

    private void results(Context context) {
        String rule = context.pathParam("name");
        RuleResultQuery query = RequestParameters.read(
                context, parameters -> query(rule, parameters), "tenant", "run", "outcome", "page", "size", "after");
        Page<RuleResult> page = services.records().rules().results().list(query);
        if (page.total() == 0) {
            Lookup.rule(services, rule);
        }
        JsonBody.write(context, Paged.of(page, RuleResultView::of));
    }

    private static RuleResultQuery query(String rule, RequestParameters parameters) {
        return new RuleResultQuery(
                rule,
                parameters.text("tenant").map(TenantId::new).orElse(null),
                parameters.text("run").orElse(null),
                parameters.one("outcome", RuleResult.Outcome.class).orElse(null),
                parameters.pageOrWalk());
    }
}
