package dev.reconciler.app.reliability;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Members with a text as their key become numbers in the target. A member's boss is a member, and badges have a key of two columns, one
 * of them a member. Tokens have a {@code uuid} that becomes a number, coupons a number that becomes a {@code uuid}. Codes differ in case
 * only, and one is longer than the lookup table's column may be. Accounts get their new ids from the target itself, which keeps the old
 * ones: payments refer to them by that table.
 */
abstract class TranslatedTextKeysContract extends PairOfDatabases {
    private static final String LONG = "a code that is too long";
    private static final String UUID = "00000000-0000-0000-0000-00000000000";

    /** The type of a code in the lookup table: up to 12 characters, compared by case. */
    abstract String code();

    /** The type of an old token in the lookup table. */
    abstract String token();

    /** The type of a coupon in the target, and a value of it as SQL. */
    abstract String coupon();

    abstract String coupon(int number);

    /** The definition of a primary key whose values the target generates. */
    abstract String generatedKey();

    @BeforeEach
    void create() {
        source.execute(
                "CREATE TABLE members (code varchar(40) PRIMARY KEY, name varchar(20) NOT NULL, boss varchar(40))",
                "INSERT INTO members VALUES ('A', 'upper', 'a'), ('a', 'lower', NULL), ('b', 'second', 'c'), ('c', 'third', 'A')",
                "CREATE TABLE badges (member varchar(40), no int, label varchar(20), PRIMARY KEY (member, no))",
                "INSERT INTO badges VALUES ('A', 1, 'A1'), ('a', 1, 'a1'), ('a', 2, 'a2'), ('c', 1, 'c1')",
                "CREATE TABLE tokens (id uuid PRIMARY KEY, owner varchar(40))",
                "INSERT INTO tokens VALUES ('" + UUID + "1', 'a'), ('" + UUID + "2', NULL)",
                "CREATE TABLE coupons (id bigint PRIMARY KEY, name varchar(20))",
                "INSERT INTO coupons VALUES (1, 'one'), (2, 'two')",
                "CREATE TABLE accounts (id int PRIMARY KEY, name varchar(20))",
                "INSERT INTO accounts VALUES (7, 'seven'), (8, 'eight')",
                "CREATE TABLE payments (id int PRIMARY KEY, account int)",
                "INSERT INTO payments VALUES (1, 7), (2, 8), (3, NULL)");
        target.execute(
                "CREATE TABLE member_ids (old_code " + code() + " NOT NULL UNIQUE, id bigint NOT NULL UNIQUE)",
                "INSERT INTO member_ids VALUES ('A', 14), ('a', 13), ('b', 12), ('c', 11), ('d', 10), ('e', 9)",
                "CREATE TABLE token_ids (old_token " + token() + " NOT NULL UNIQUE, id bigint NOT NULL UNIQUE)",
                "INSERT INTO token_ids VALUES ('" + UUID + "1', 21), ('" + UUID + "2', 20), ('" + UUID + "3', 19)",
                "CREATE TABLE coupon_ids (old_id bigint NOT NULL UNIQUE, id " + coupon() + " NOT NULL UNIQUE)",
                "INSERT INTO coupon_ids VALUES (1, " + coupon(9) + "), (2, " + coupon(8) + "), (3, " + coupon(7) + ")",
                "CREATE TABLE members (code bigint PRIMARY KEY, name varchar(20) NOT NULL, boss bigint,"
                        + " FOREIGN KEY (boss) REFERENCES members (code))",
                "CREATE TABLE badges (member bigint NOT NULL, no int NOT NULL, label varchar(20), PRIMARY KEY (member, no),"
                        + " FOREIGN KEY (member) REFERENCES members (code))",
                "CREATE TABLE tokens (id bigint PRIMARY KEY, owner bigint)",
                "CREATE TABLE coupons (id " + coupon() + " PRIMARY KEY, name varchar(20))",
                "CREATE TABLE accounts (new_id " + generatedKey() + ", old_id int NOT NULL UNIQUE, name varchar(20))",
                "CREATE TABLE payments (id int PRIMARY KEY, account bigint,"
                        + " FOREIGN KEY (account) REFERENCES accounts (new_id))");
    }

    private ReconcilerConfig config() {
        String member = "{lookupTable: {table: member_ids, source: old_code, target: id}}";
        return config(pipeline(), """
                - {source: members, tenant: none, columns: {code: {transform: %1$s}, boss: {transform: %1$s}}}
                - {source: badges, tenant: none, columns: {member: {transform: %1$s}}}
                - source: tokens
                  tenant: none
                  columns:
                    id: {transform: {lookupTable: {table: token_ids, source: old_token, target: id}}}
                    owner: {transform: %1$s}
                - {source: coupons, tenant: none, columns: {id: {transform: {lookupTable: {table: coupon_ids, source: old_id, target: id}}}}}
                - {source: accounts, tenant: none, key: [old_id], columns: {id: old_id}}
                - {source: payments, tenant: none, columns: {account: {transform: {lookupTable: {table: accounts, source: old_id, target: new_id}}}}}
                """.formatted(member), AUTO, "rules: none");
    }

    private List<String> members() {
        return targetRows("SELECT code, name, boss FROM members ORDER BY code DESC");
    }

    private List<String> badges() {
        return targetRows("SELECT member, no, label FROM badges ORDER BY member DESC, no");
    }

    private List<String> tokens() {
        return targetRows("SELECT id, owner FROM tokens ORDER BY id DESC");
    }

    /** By the old ids, since engines print bytes in different forms. */
    private List<String> coupons() {
        return targetRows("SELECT i.old_id, c.name FROM coupons c JOIN coupon_ids i ON i.id = c.id ORDER BY i.old_id");
    }

    private List<String> payments() {
        return targetRows(
                "SELECT p.id, a.old_id FROM payments p LEFT JOIN accounts a ON a.new_id = p.account ORDER BY p.id");
    }

    private static void requireEqual(Application application) {
        requireAgreed(application, JobKind.COUNT, JobKind.CHECKSUM, JobKind.SAMPLE, JobKind.INCREMENTAL);
    }

    @Test
    void keysOfEveryTypeAndOfSeveralColumnsAreTranslated() {
        try (Application application = Application.open(config(), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            Lab.run(application, JobKind.BACKFILL);
            assertThat(members()).containsExactly("14 upper 13", "13 lower null", "12 second 11", "11 third 14");
            assertThat(badges()).containsExactly("14 1 A1", "13 1 a1", "13 2 a2", "11 1 c1");
            assertThat(tokens()).containsExactly("21 13", "20 null");
            assertThat(coupons()).containsExactly("1 one", "2 two");
            assertThat(payments()).containsExactly("1 7", "2 8", "3 null");
            requireEqual(application);

            StreamVerification verification = application.streamVerification(StreamListener.NONE);
            streamed(application);
            drift(application);
            unknown(application);
            rogue(application, verification);
        }
    }

    private void streamed(Application application) {
        source.execute(
                "INSERT INTO members VALUES ('d', 'fourth', 'd')",
                "UPDATE members SET boss = 'd' WHERE code = 'A'",
                "UPDATE members SET code = 'e' WHERE code = 'b'",
                "UPDATE badges SET member = 'd' WHERE member = 'a' AND no = 2",
                "UPDATE badges SET label = 'A1 new' WHERE member = 'A'",
                "DELETE FROM badges WHERE member = 'c'",
                "INSERT INTO badges VALUES ('A', 2, 'A2')",
                "UPDATE tokens SET id = '" + UUID + "3', owner = 'A' WHERE id = '" + UUID + "2'",
                "INSERT INTO accounts VALUES (9, 'nine'); INSERT INTO payments VALUES (4, 9)",
                "UPDATE payments SET account = 8 WHERE id = 1; DELETE FROM accounts WHERE id = 7",
                "DELETE FROM coupons WHERE id = 2",
                "INSERT INTO coupons VALUES (3, 'three')");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(coupons()).containsExactly("1 one", "3 three"));
        assertThat(members())
                .containsExactly("14 upper 10", "13 lower null", "11 third 14", "10 fourth 10", "9 second 11");
        assertThat(badges()).containsExactly("14 1 A1 new", "14 2 A2", "13 1 a1", "10 2 a2");
        assertThat(tokens()).containsExactly("21 13", "19 14");
        assertThat(payments()).containsExactly("1 8", "2 8", "3 null", "4 9");
        requireEqual(application);
        assertThat(found(application)).isEmpty();
    }

    private void drift(Application application) {
        List<String> members = members();
        List<String> badges = badges();
        List<String> tokens = tokens();
        target.execute(
                "UPDATE members SET name = 'damaged', boss = NULL WHERE code = 13",
                "UPDATE badges SET label = 'damaged' WHERE member = 14 AND no = 1",
                "DELETE FROM badges WHERE member = 13",
                "INSERT INTO badges VALUES (10, 7, 'extra')",
                "UPDATE tokens SET owner = 9 WHERE id = 21",
                "UPDATE payments SET account = (SELECT new_id FROM accounts WHERE old_id = 9) WHERE id = 2",
                "UPDATE coupons SET name = 'damaged' WHERE id = " + coupon(9));
        Lab.run(application, JobKind.CHECKSUM);
        assertThat(found(application))
                .containsExactly(
                        "badges " + EXTRA_IN_TARGET + " d,7 AUTO_CORRECTED",
                        "badges " + FIELD_MISMATCH + " A,1 AUTO_CORRECTED",
                        "badges " + MISSING_IN_TARGET + " a,1 AUTO_CORRECTED",
                        "coupons " + FIELD_MISMATCH + " 1 AUTO_CORRECTED",
                        "members " + FIELD_MISMATCH + " a AUTO_CORRECTED",
                        "payments " + FIELD_MISMATCH + " 2 AUTO_CORRECTED",
                        "tokens " + FIELD_MISMATCH + " " + UUID + "1 AUTO_CORRECTED");
        assertThat(members()).isEqualTo(members);
        assertThat(badges()).isEqualTo(badges);
        assertThat(tokens()).isEqualTo(tokens);
        assertThat(coupons()).containsExactly("1 one", "3 three");
        assertThat(payments()).containsExactly("1 8", "2 8", "3 null", "4 9");
        requireEqual(application);
    }

    /** Values that the lookup table can't hold have no entry, and stop nothing. */
    private void unknown(Application application) {
        source.execute(
                "INSERT INTO members VALUES ('" + LONG
                        + "', 'long', NULL), ('\u65e5', 'other letters', NULL), ('a ', 'blank', NULL)",
                "UPDATE members SET name = 'third new' WHERE code = 'c'");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(members()).contains("11 third new 14"));
        assertThat(application.parked().list("", 10))
                .extracting(ParkedEvent::error)
                .hasSize(3)
                .allSatisfy(error -> assertThat(error).contains(" has no entry in lookup table "));
        assertThat(members()).hasSize(5);

        source.execute("DELETE FROM members WHERE code IN ('" + LONG + "', '\u65e5', 'a ')");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(application.parked().count()).isGreaterThan(3));
        application.parked().retryAll();
        assertThat(members()).hasSize(5);
    }

    /** Stream verification reads a changed key by its entry. */
    private void rogue(Application application, StreamVerification verification) {
        int before = found(application).size();
        source.execute("UPDATE badges SET label = 'a1 new' WHERE member = 'a' AND no = 1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(badges()).contains("13 1 a1 new"));
        while (verification.tick()) {
            assertThat(found(application)).hasSize(before);
        }
        source.execute("UPDATE badges SET label = 'a1 newer' WHERE member = 'a' AND no = 1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(badges()).contains("13 1 a1 newer"));
        target.execute("UPDATE badges SET label = 'rogue' WHERE member = 13 AND no = 1");
        verification.tick();
        assertThat(found(application)).hasSize(before + 1).contains("badges " + FIELD_MISMATCH + " a,1 AUTO_CORRECTED");
        assertThat(badges()).contains("13 1 a1 newer");
    }
}
