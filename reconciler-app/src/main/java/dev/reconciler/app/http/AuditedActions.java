package dev.reconciler.app.http;

import dev.reconciler.audit.ActionLog;
import dev.reconciler.audit.AuditRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the audit log the actions of operators outside the control store's own transactions.
 *
 * <p>The control store must answer before the action; the entry is written after it, and so contains the result. Every action has
 * an entry unless the control store is lost during the action: then the daemon's log has the entry, as an error.
 */
public final class AuditedActions {
    private static final Logger LOG = LoggerFactory.getLogger(AuditedActions.class);

    private final String pipeline;
    private final ActionLog log;

    public AuditedActions(String pipeline, ActionLog log) {
        this.pipeline = pipeline;
        this.log = log;
    }

    /**
     * Executes the action and records it.
     *
     * @param detail the result as the entry holds it; empty if the action did nothing, so that there is no entry
     */
    public <T> T take(
            String actor,
            String action,
            String subject,
            Supplier<T> act,
            Function<T, Optional<Map<String, String>>> detail) {
        log.requireReachable();
        T result = act.get();
        detail.apply(result).ifPresent(said -> record(actor, action, subject, said));
        return result;
    }

    /** Records an action after it: for actions that must be possible without a control store. */
    public void record(String actor, String action, String subject, Map<String, String> detail) {
        try {
            log.record(new AuditRecord(pipeline, actor, action, subject, detail));
        } catch (RuntimeException e) {
            LOG.error(
                    "audit entry lost: the action was carried out, but the control store rejected its entry:"
                            + " actor=\"{}\" action={} subject={} detail={}",
                    actor,
                    action,
                    subject,
                    detail,
                    e);
            throw e;
        }
    }
}
