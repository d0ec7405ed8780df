package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.contract.CorrectionJournalContract;
import dev.reconciler.contract.LedgerContract;
import dev.reconciler.contract.SetAsideContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.contract.TargetNotesContract;
import dev.reconciler.contract.TargetStoreContract;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.control.MySqlControlDialect;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlControlDatabase;
import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.internal.JdbiSetAside;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Nested;

/** The contract of everything that a pipeline keeps in a target of MySQL or MariaDB. */
abstract class TargetOfMySqlFamily {
    abstract Flavor flavor();

    @Nested
    class OfStore extends TargetStoreContract {
        @Override
        protected TargetFixture open() {
            return new MySqlTarget(flavor());
        }

        @Override
        protected MappedTable tableOfKeys(TargetFixture target) {
            target.execute("CREATE TABLE t (id int PRIMARY KEY)");
            return Mappings.of((MySqlTarget) target, "t", "id*");
        }
    }

    @Nested
    class OfLedger extends LedgerContract {
        @Override
        protected TargetFixture open() {
            return new MySqlTarget(flavor());
        }
    }

    @Nested
    class OfNotes extends TargetNotesContract {
        @Override
        protected TargetFixture open() {
            return new MySqlTarget(flavor());
        }
    }

    @Nested
    class OfSetAside extends SetAsideContract {
        @Override
        protected TargetFixture open() {
            return new MySqlTarget(flavor());
        }

        @Override
        protected SetAside setAside(String pipeline) {
            return new JdbiSetAside(Jdbi.create(MySqlControlDatabase.pool(flavor())), pipeline);
        }
    }

    @Nested
    class OfCorrectionJournal extends CorrectionJournalContract {
        @Override
        protected TargetFixture open() {
            return new MySqlTarget(flavor());
        }

        @Override
        protected Journal journal(String pipeline) {
            return new JdbiJournal(
                    Jdbi.create(MySqlControlDatabase.pool(flavor())),
                    new MySqlControlDialect(MySqlKind.valueOf(flavor().name())),
                    pipeline);
        }
    }
}
