package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleProblem;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.Outcome;
import dev.reconciler.run.RuleResultQuery;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages of business rules: the last result of each rule and tenant, and the history of one rule. */
public final class RulePages implements Routes {
    private static final int SIZE = 50;
    /** Limits the size of the page; the API returns all tenants. */
    private static final int MOST_TENANTS = 100;

    private final ApiServices services;
    private final Pages pages;

    public RulePages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(pages.get("/rules", this::rules), pages.get("/rules/{name}", this::rule));
    }

    /**
     * A rule with its last results.
     *
     * @param last at most {@link #MOST_TENANTS}; tenants without AGREED come first
     * @param left number of the other tenants
     */
    public record Line(Rule rule, List<RuleResult> last, int left) {
        static Line of(Rule rule, List<RuleResult> last) {
            List<RuleResult> shown = last.stream()
                    .sorted(Comparator.comparing(result -> result.outcome() == Outcome.AGREED))
                    .limit(MOST_TENANTS)
                    .toList();
            return new Line(rule, shown, last.size() - shown.size());
        }
    }

    private void rules(Context context) {
        int number =
                RequestParameters.read(context, parameters -> parameters.page().number(), "page", "notice");
        PageRequest wanted = new PageRequest(number, SIZE);
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
        List<Line> lines = part.stream()
                .map(rule -> Line.of(rule, last.getOrDefault(rule.name(), List.of())))
                .toList();
        List<String> problems =
                book.problems().stream().map(RuleProblem::toString).toList();
        pages.show(
                context,
                "rules.jte",
                pages.frame(context, "Rules", "/rules"),
                Map.of("page", new Page<>(lines, number, SIZE, book.rules().size()), "problems", problems));
    }

    /**
     * The history of a rule.
     *
     * @param rule null if the rule's file is gone
     * @param perTenant true if the rule is evaluated for each tenant
     * @param more the filter as query parameters of a link
     */
    public record Model(
            String name,
            @Nullable Rule rule,
            boolean perTenant,
            RuleResultQuery query,
            Page<RuleResult> page,
            String more) {
        public String path() {
            return "/rules/" + name;
        }

        public String tenant() {
            TenantId tenant = query.tenant();
            return tenant == null ? "" : tenant.value();
        }

        public List<Outcome> outcomes() {
            return List.of(Outcome.values());
        }
    }

    private void rule(Context context) {
        String name = context.pathParam("name");
        RuleResultQuery query = RequestParameters.read(
                context, parameters -> wanted(name, parameters), "tenant", "run", "outcome", "page", "notice");
        Page<RuleResult> page = services.records().rules().results().list(query);
        Optional<Rule> rule = Lookup.ruleIfFiled(services, name);
        if (page.total() == 0 && rule.isEmpty()) {
            Lookup.rule(services, name);
        }
        boolean perTenant =
                rule.map(found -> found.perTenant(services.pipeline().tables())).orElse(false);
        Model model = new Model(name, rule.orElse(null), perTenant, query, page, PageLinks.others(context));
        pages.show(context, "rule.jte", pages.frame(context, "Rule " + name, "/rules"), Map.of("model", model));
    }

    private static RuleResultQuery wanted(String rule, RequestParameters parameters) {
        return new RuleResultQuery(
                rule,
                parameters.text("tenant").map(TenantId::new).orElse(null),
                parameters.text("run").orElse(null),
                parameters.one("outcome", Outcome.class).orElse(null),
                new PageRequest(parameters.page().number(), SIZE));
    }
}
