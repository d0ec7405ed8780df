package dev.reconciler.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.position.TransactionId;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag("unit")
class LedgerCodecTest {
    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("transactions") List<LedgerTransaction> transactions) {
        assertThat(LedgerCodec.decode(LedgerCodec.encode(transactions))).isEqualTo(transactions);
    }

    @Property(tries = 200)
    void aLedgerCutShortIsNeverReadAsAShorterOne(
            @ForAll("transactions") List<LedgerTransaction> transactions, @ForAll int at) {
        byte[] bytes = LedgerCodec.encode(transactions);
        byte[] cut = java.util.Arrays.copyOf(bytes, Math.floorMod(at, bytes.length));

        assertThatThrownBy(() -> LedgerCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aLaterFormatIsRefusedByName() {
        assertThatThrownBy(() -> LedgerCodec.decode(new byte[] {3, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 3");
    }

    @Example
    void bytesAfterTheEndAreRefused() {
        byte[] bytes = LedgerCodec.encode(List.of());
        assertThatThrownBy(() -> LedgerCodec.decode(java.util.Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<List<LedgerTransaction>> transactions() {
        Arbitrary<RowHash> hashes =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(RowHash::new);
        Arbitrary<Map<Integer, RowHash>> wide = Arbitraries.maps(
                        Arbitraries.integers().between(0, 1600), hashes)
                .ofMaxSize(3);
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20).filter(LedgerCodecTest::isText);
        Arbitrary<Map<Integer, Optional<String>>> values = Arbitraries.maps(
                        Arbitraries.integers().between(0, 1600), texts.optional())
                .ofMaxSize(2);
        Arbitrary<LedgerImage> images = Arbitraries.oneOf(
                Arbitraries.just(LedgerImage.ABSENT),
                Combinators.combine(hashes, wide, values).as((core, w, v) -> new LedgerImage(true, core, w, v)));
        Arbitrary<RowKey> keys = texts.list().ofMinSize(1).ofMaxSize(3).map(RowKey::new);
        Arbitrary<LedgerEntry> entries = Combinators.combine(
                        Arbitraries.of("public.orders", "s.täble", "x.y"), keys, images)
                .as(LedgerEntry::new);
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(0),
                        texts.map(TransactionId::new),
                        entries.list().ofMaxSize(10))
                .as(LedgerTransaction::new)
                .list()
                .ofMaxSize(5);
    }

    /** Half a surrogate pair is no text that a database could have given. */
    private static boolean isText(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
