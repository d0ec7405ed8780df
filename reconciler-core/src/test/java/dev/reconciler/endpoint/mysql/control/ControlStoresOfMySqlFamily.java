package dev.reconciler.endpoint.mysql.control;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.reconciler.testing.mysql.Flavor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every store, in a control database of MySQL or MariaDB. */
abstract class ControlStoresOfMySqlFamily {
    /** The server. */
    abstract Flavor flavor();

    @Nested
    class OfDiscrepancies extends DiscrepanciesContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfReports extends ReportsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfRuns extends RunsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfRuleResults extends RuleResultsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfAgreedProofs extends AgreedProofsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfCoverage extends CoverageContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfChunks extends ChunksContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfChangeRecord extends ChangeRecordContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfCandidates extends CandidatesContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfPlants extends PlantsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfAnomalies extends AnomaliesContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfReportDeliveries extends ReportDeliveriesContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfSeries extends SeriesContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfClaims extends ClaimsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfRecordedComparisons extends RecordedComparisonsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfSuppressions extends SuppressionsContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }
    }

    @Nested
    class OfAuditLog extends AuditLogContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }

        /** Without the triggers, which their owner can drop. */
        @Override
        protected void tamper(String sql) {
            store.jdbi().useHandle(handle -> {
                handle.execute("DROP TRIGGER reconciler.audit_entry_not_updated");
                handle.execute("DROP TRIGGER reconciler.audit_entry_not_deleted");
                assertThat(handle.execute(sql)).isEqualTo(1);
                createTriggers(handle);
            });
        }

        private void createTriggers(Handle handle) {
            List<String> triggers = statements("db/control/mysql/V1__audit.sql")
                    .filter(statement -> statement.contains("CREATE TRIGGER"))
                    .toList();
            assertThat(triggers).hasSize(2);
            triggers.forEach(handle::execute);
        }

        @Override
        protected String aMicrosecondLater() {
            return "at + INTERVAL 1 MICROSECOND";
        }

        /** No trigger of these servers can refuse it. */
        @Test
        void truncationIsFoundByVerification() {
            append("a");
            store.jdbi().useHandle(handle -> handle.execute("TRUNCATE reconciler.audit_entry"));
            assertThat(store.audit().verify("shop"))
                    .isEqualTo(new ChainCheck.Broken(1, "the chain ends here, but had 1 entries"));
        }
    }

    private static Stream<String> statements(String resource) {
        try (InputStream file = Objects.requireNonNull(
                ControlStoresOfMySqlFamily.class.getClassLoader().getResourceAsStream(resource))) {
            return Stream.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split(";\n(?! )"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class OfNamedLock extends NamedLockContract {
        @Override
        protected ControlStore open() {
            return ControlStore.of(flavor());
        }

        @Override
        protected boolean isAnySessionWaiting() {
            return store.jdbi().withHandle(handle -> handle.createQuery(
                                    "SELECT count(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
                            .mapTo(Long.class)
                            .one())
                    > 0;
        }
    }
}
