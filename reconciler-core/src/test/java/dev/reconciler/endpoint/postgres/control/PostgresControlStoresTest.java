package dev.reconciler.endpoint.postgres.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.audit.ChainCheck;
import dev.reconciler.contract.AgreedProofsContract;
import dev.reconciler.contract.AnomaliesContract;
import dev.reconciler.contract.AuditLogContract;
import dev.reconciler.contract.CandidatesContract;
import dev.reconciler.contract.ChangeRecordContract;
import dev.reconciler.contract.ChunksContract;
import dev.reconciler.contract.ClaimsContract;
import dev.reconciler.contract.CoverageContract;
import dev.reconciler.contract.DiscrepanciesContract;
import dev.reconciler.contract.NamedLockContract;
import dev.reconciler.contract.PlantsContract;
import dev.reconciler.contract.RecordedComparisonsContract;
import dev.reconciler.contract.ReportDeliveriesContract;
import dev.reconciler.contract.ReportsContract;
import dev.reconciler.contract.RuleResultsContract;
import dev.reconciler.contract.RunsContract;
import dev.reconciler.contract.SeriesContract;
import dev.reconciler.contract.SuppressionsContract;
import dev.reconciler.testing.ControlStore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of every store, in a control database of PostgreSQL. */
@Tag("db")
class PostgresControlStoresTest {
    @Nested
    class OfDiscrepancies extends DiscrepanciesContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfAuditLog extends AuditLogContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }

        @Override
        protected void tamper(String sql) {
            store.jdbi().useTransaction(transaction -> {
                transaction.execute("SET LOCAL session_replication_role = replica");
                assertThat(transaction.execute(sql)).isEqualTo(1);
            });
        }

        @Override
        protected String aMicrosecondLater() {
            return "at + interval '1 microsecond'";
        }

        @Test
        void truncationIsRefused() {
            append("a");
            assertThatThrownBy(
                            () -> store.jdbi().useHandle(handle -> handle.execute("TRUNCATE reconciler.audit_entry")))
                    .hasMessageContaining("append-only");
            assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(1));
        }
    }

    @Nested
    class OfReports extends ReportsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfRuns extends RunsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfRuleResults extends RuleResultsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfAgreedProofs extends AgreedProofsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfCoverage extends CoverageContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfChunks extends ChunksContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfChangeRecord extends ChangeRecordContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfCandidates extends CandidatesContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfPlants extends PlantsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfAnomalies extends AnomaliesContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfReportDeliveries extends ReportDeliveriesContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfSeries extends SeriesContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfClaims extends ClaimsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfRecordedComparisons extends RecordedComparisonsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfSuppressions extends SuppressionsContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }
    }

    @Nested
    class OfNamedLock extends NamedLockContract {
        @Override
        protected ControlStore open() {
            return new ControlStore();
        }

        @Override
        protected boolean isAnySessionWaiting() {
            return store.jdbi()
                    .withHandle(handle ->
                            handle.createQuery("""
                            SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND datname = current_database())""").mapTo(Boolean.class).one());
        }
    }
}
