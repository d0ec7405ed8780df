package dev.reconciler.bench.lab.shop;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Realistic values for the shop, with difficult ones: NULL, empty, accents, emoji, quotes, long text. */
public final class ShopValues {
    private static final List<String> FIRST = List.of(
            "Ada", "Björn", "Chloé", "Dmitri", "Émile", "Fatima", "Grace", "Hüseyin", "Ines", "王芳", "Łukasz", "O'Neil");
    private static final List<String> LAST = List.of(
            "Lovelace", "Åkesson", "Müller", "D'Angelo", "Nguyễn", "Smith", "Yıldız", "Kowalska", "Garcia", "Hopper");
    private static final List<String> THINGS = List.of(
            "Lamp", "Kettle", "Chair", "Notebook", "Backpack", "Headset", "Bicycle", "Tent", "Café set", "Watch");
    private static final List<String> WORDS = List.of(
            "open",
            "the",
            "box",
            "turn",
            "left",
            "screw",
            "gently",
            "until",
            "it",
            "clicks",
            "never",
            "use",
            "force",
            "\"quoted\"",
            "back\\slash",
            "naïve",
            "🙂",
            "1.0",
            "tab\tbed",
            "line\nbreak");

    private final RandomGenerator random;

    public ShopValues(RandomGenerator random) {
        this.random = random;
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code from} to {@code to}, both included. */
    public int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** A random (version 4) UUID. */
    UUID uuid() {
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Sometimes with leading or trailing blanks, which the target doesn't keep. */
    public String name() {
        String name = oneOf(FIRST) + " " + oneOf(LAST);
        return chance(0.1) ? "  " + name + " " : name;
    }

    /** Unique by the customer's id; in mixed case, which the target doesn't keep. */
    String email(UUID customer, String tenant) {
        String local = "User." + customer.toString().substring(0, 18);
        return (chance(0.3) ? local : local.toLowerCase(Locale.ROOT)) + "@" + tenant + ".Example";
    }

    @Nullable
    public String phone() {
        return chance(0.4) ? null : "+" + between(1, 99) + " " + between(1_000_000, 9_999_999);
    }

    public String profile() {
        return "{\"language\": \"%s\", \"score\": %d.%02d, \"limits\": {\"day\": %d, \"note\": null}}"
                .formatted(
                        oneOf(List.of("en", "de", "zh", "pl")), between(0, 99), between(0, 99), between(1, 1_000_000));
    }

    /** An array literal: empty, or with an element that needs quotes, or with a NULL. */
    public String tags() {
        return oneOf(List.of("{}", "{new}", "{vip,\"two words\"}", "{NULL,b2b}", "{\"a,b\",\"q\\\"q\"}"));
    }

    byte @Nullable [] picture() {
        if (chance(0.5)) {
            return null;
        }
        byte[] bytes = new byte[between(0, 64)];
        random.nextBytes(bytes);
        return bytes;
    }

    String title() {
        return oneOf(THINGS) + " " + between(100, 999);
    }

    public BigDecimal money(int atMost) {
        return BigDecimal.valueOf(random.nextLong(1, atMost * 100L), 2);
    }

    /** Long enough, and random enough, to be stored out of line even when compressed. */
    public String longText() {
        StringBuilder text = new StringBuilder();
        int length = between(12_000, 16_000);
        while (text.length() < length) {
            text.append(oneOf(WORDS))
                    .append(' ')
                    .append(Long.toString(random.nextLong(), 36))
                    .append(' ');
        }
        return text.toString();
    }

    @Nullable
    public String note() {
        return chance(0.5) ? null : oneOf(List.of("", "leave at the door", "gift ✂ wrap", "ring twice; don't knock"));
    }

    String address() {
        return "{\"street\": \"%s %d\", \"floor\": %s, \"at\": [%d.%d, 0.10]}"
                .formatted(oneOf(LAST), between(1, 200), chance(0.5) ? "null" : "2", between(-90, 90), between(0, 999));
    }
}
