package dev.reconciler.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each rule's {@code because} describes the fix. */
@Tag("unit")
class ArchitectureTest {

    private static final String ROOT = "dev.reconciler";
    private static final String WIRING = "dev.reconciler.app.wiring..";
    private static final String GENERATED = "dev.reconciler.app.web.templates..";
    private static final DescribedPredicate<JavaClass> CORE = resideInAPackage("dev.reconciler..")
            .and(not(resideInAnyPackage("dev.reconciler.cdc..", "dev.reconciler.app..")));

    private static final String[] POSTGRES = {
        "dev.reconciler.endpoint.postgres..", "dev.reconciler.cdc.capture.debezium.postgres.."
    };
    private static final DescribedPredicate<JavaClass> POSTGRES_TYPES = resideInAnyPackage(POSTGRES)
            .or(resideInAPackage("org.postgresql.."))
            .or(DescribedPredicate.describe(
                    "are named for PostgreSQL",
                    type -> type.getPackageName().startsWith(ROOT)
                            && (type.getSimpleName().startsWith("Postgres")
                                    || type.getSimpleName().equals("Lsn"))));

    private static JavaClasses production;

    @BeforeAll
    static void readClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/test-classes/"))
                .importPackages(ROOT);
    }

    @Test
    void allModulesAreRead() {
        assertThat(production)
                .extracting(JavaClass::getPackageName)
                .contains("dev.reconciler.row", "dev.reconciler.app");
        assertThat(production)
                .extracting(JavaClass::getPackageName)
                .doesNotContain("dev.reconciler.arch", "dev.reconciler.testing");
    }

    // 1. Directions

    @Test
    void coreKnowsNeitherCdcNorApp() {
        check(noClasses()
                .that(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.reconciler.cdc..", "dev.reconciler.app..")
                .because("dependencies run app -> cdc -> core: declare an interface in the core feature that needs the"
                        + " service, implement it in cdc or app, and hand it over in app.wiring"));
    }

    @Test
    void cdcDoesNotKnowApp() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.reconciler.cdc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.reconciler.app..")
                .because(
                        "dependencies run app -> cdc -> core: declare a listener or a port in cdc, implement it in app,"
                                + " and hand it over in app.wiring"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.reconciler.(**)")
                .should()
                .beFreeOfCycles()
                .because("packages that know each other can't be understood or tested alone: move what both need to the"
                        + " package from which the data flows, or turn one direction into an interface of the package"
                        + " that calls it"));
    }

    // 2. Permitted writers

    @Test
    void onlyCorrectionAndApplyWrite() {
        check(noClasses()
                .that(resideOutsideOfPackages(
                        "dev.reconciler.endpoint..",
                        "dev.reconciler.correction..",
                        "dev.reconciler.cdc.apply..",
                        WIRING))
                .should()
                .dependOnClassesThat(areWriters())
                .because("verification can't write, by construction: to change a row of the target, hand a"
                        + " CorrectionPlan to correction, or an event to cdc.apply; only these two know"
                        + " endpoint.write and what implements it"));
    }

    // 3. Packages of one feature

    @Test
    void internalIsForItsOwnFeature() {
        check(classes()
                .that(resideOutsideOfPackages(WIRING))
                .should(useNoInternalsOfAnotherFeature())
                .because("an internal package is free to change with its feature alone: use the interface in"
                        + " the feature's own package, adding to it what is missing; only app.wiring makes"
                        + " the implementations"));
    }

    @Test
    void jdbiStaysInsideStores() {
        check(noClasses()
                .that(resideOutsideOfPackages("..internal..", WIRING))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jdbi..")
                .because("how a feature stores its state is its own affair: put the SQL in a store in"
                        + " <feature>.internal, behind an interface of the feature"));
    }

    @Test
    void jdbcStaysInsideEndpointsAndStores() {
        check(noClasses()
                .that(resideOutsideOfPackages("dev.reconciler.endpoint..", "..internal.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .because("SQL depends on the engine: access to source and target belongs to endpoint.<engine>, access"
                        + " to the control store to <feature>.internal; elsewhere use their interfaces, and"
                        + " java.time for times"));
    }

    // 4. Libraries at the edges

    @Test
    void debeziumStaysInItsCapture() {
        check(noClasses()
                .that(resideOutsideOfPackages("dev.reconciler.cdc.capture.debezium.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.debezium..", "com.github.shyiko..")
                .because("what a change is must not depend on who captured it: translate to cdc.change in"
                        + " cdc.capture.debezium"));
    }

    @Test
    void kafkaClientsStayInTheirCapture() {
        check(noClasses()
                .that(resideOutsideOfPackages("dev.reconciler.cdc.capture.kafka..", "dev.reconciler.app.publish.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.clients..")
                .because("Kafka is one way in and one way out: read topics in cdc.capture.kafka, publish events in"
                        + " app.publish, and exchange cdc.change or plain records with them"));
        check(noClasses()
                .that(resideOutsideOfPackages("dev.reconciler.cdc.capture..", "dev.reconciler.app.publish.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("Connect's records are Debezium's envelope: translate them to cdc.change in cdc.capture"));
    }

    /** The build refuses a server among the daemon's dependencies; see the rule no-database-server in the app's pom.xml. */
    @Test
    void daemonRunsNoDatabaseServer() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.zonky..")
                .because("the daemon ships no database server: what runs one belongs to the module bench, or into a"
                        + " test"));
    }

    @Test
    void coreHasNoHttpAndNoMetrics() {
        check(noClasses()
                .that(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.micrometer..",
                        "io.prometheus..",
                        "io.javalin..",
                        "jakarta.servlet..",
                        "org.eclipse.jetty..",
                        "java.net.http..",
                        "com.sun.net.httpserver..")
                .because("core is measured and served, it does neither: offer a listener interface in the feature, and"
                        + " implement it in app.metrics or app.http"));
    }

    @Test
    void postgresStaysInItsPackages() {
        Set<String> users = production.stream()
                .filter(resideOutsideOfPackages(POSTGRES)::test)
                .filter(type -> POSTGRES_TYPES.test(type)
                        || type.getDirectDependenciesFromSelf().stream()
                                .map(Dependency::getTargetClass)
                                .anyMatch(POSTGRES_TYPES))
                .map(type -> type.getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(users)
                .as("what is PostgreSQL's (SQL, SQLSTATEs, log positions, transaction ids) belongs behind the ports of"
                        + " endpoint.engine and cdc.capture: implement them in endpoint.postgres and"
                        + " cdc.capture.debezium.postgres, and find the implementation through Engine.of and"
                        + " CaptureEngine.of. The list in postgres-outside.txt is exact, so it only shrinks: take out"
                        + " what no longer names PostgreSQL")
                .isEqualTo(frozen("postgres-outside.txt"));
    }

    @Test
    void errorCodesStayInTheEndpoint() {
        check(noClasses()
                .that(resideOutsideOfPackages(POSTGRES))
                .and(resideOutsideOfPackages("dev.reconciler.endpoint.mysql.."))
                .should()
                .callMethod(SQLException.class, "getSQLState")
                .orShould()
                .callMethod(SQLException.class, "getErrorCode")
                .because("what a code means depends on the engine: let the endpoint classify the failure as a"
                        + " WriteFailedException with its Violation, or as one of endpoint.read's exceptions"));
    }

    private static Set<String> frozen(String resource) {
        try (InputStream list = ArchitectureTest.class.getResourceAsStream(resource)) {
            String text = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // 5. Time and chance are parameters

    @Test
    void timeAndChanceAreParameters() {
        check(noClasses()
                .that(resideOutsideOfPackages(WIRING))
                .should(readTheClockOrThrowDice())
                .because("tests drive the clock and repeat by seed: take a Clock and call Instant.now(clock); wait by"
                        + " a scheduler or a condition that the constructor takes; take a seed, a RandomGenerator"
                        + " or a supplier of ids; only app.wiring chooses the real ones"));
    }

    // 6. Values

    @Test
    void valuePackagesHoldOnlyValues() {
        check(classes()
                .that(resideInAnyPackage(
                                "dev.reconciler.row", "dev.reconciler.discrepancy", "dev.reconciler.cdc.change")
                        .and(not(areNamelessOrPackageInfo())))
                .should(beRecordsEnumsOrSealedInterfaces())
                .because("values are compared, stored and sent, so they have neither identity nor behaviour of their"
                        + " own: make it a record, an enum or a sealed interface of records, and move what acts on"
                        + " it to the feature that acts; a store is an interface here and a class in internal"));
    }

    // 7. Constructors

    @Test
    void constructorsDeclareAtMostEightParameters() {
        check(constructors()
                .should(declareAtMostEightParameters())
                .because("nobody can check at the call what the ninth value is: give parameters that belong together,"
                        + " or travel together elsewhere, a record with a name of the domain; see"
                        + " discrepancy.Place and row.ChangedRow"));
    }

    // Nullness

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = production.stream()
                .filter(resideOutsideOfPackages(GENERATED)::test)
                .map(JavaClass::getPackage)
                .filter(p -> p.tryGetPackageInfo()
                        .map(info -> !info.isAnnotatedWith(NullMarked.class))
                        .orElse(true))
                .map(p -> p.getName())
                .collect(Collectors.toSet());

        assertThat(unmarked)
                .as("packages without a package-info.java that says @NullMarked and, in one sentence, what the"
                        + " package is for")
                .isEmpty();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(production);
    }

    private static DescribedPredicate<JavaClass> areWriters() {
        DescribedPredicate<JavaClass> declared = resideInAPackage("dev.reconciler.endpoint.write..");
        return DescribedPredicate.describe(
                "write to an endpoint",
                type -> declared.test(type)
                        || type.getPackageName().startsWith("dev.reconciler.endpoint")
                                && type.getAllRawInterfaces().stream().anyMatch(declared));
    }

    private static ArchCondition<JavaClass> useNoInternalsOfAnotherFeature() {
        return new ArchCondition<>("use no internals of another feature") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    String used = dependency.getTargetClass().getPackageName() + ".";
                    int internal = used.indexOf(".internal.");
                    boolean ours = used.startsWith(ROOT + ".");
                    if (ours
                            && internal >= 0
                            && !(user.getPackageName() + ".").startsWith(used.substring(0, internal + 1))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> readTheClockOrThrowDice() {
        return new ArchCondition<>("read the clock, sleep or throw dice by themselves") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                // noClasses() inverts it: satisfied means a violation.
                user.getAccessesFromSelf().stream()
                        .filter(ArchitectureTest::isClockOrDice)
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
            }
        };
    }

    private static boolean isClockOrDice(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getTarget().getName();
        boolean noArguments = access.getTarget().getFullName().endsWith("()");
        if (owner.getPackageName().equals("java.time")) {
            return name.equals("now") && !access.getTarget().getFullName().contains("(" + Clock.class.getName() + ")")
                    || owner.isEquivalentTo(Clock.class) && name.startsWith("system");
        }
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("currentTimeMillis") || name.equals("nanoTime");
        }
        if (owner.isEquivalentTo(Thread.class)) {
            return name.equals("sleep");
        }
        if (owner.isEquivalentTo(Random.class)) {
            return name.equals("<init>") && noArguments;
        }
        if (owner.isEquivalentTo(UUID.class)) {
            return name.equals("randomUUID");
        }
        return owner.isEquivalentTo(ThreadLocalRandom.class)
                || owner.isEquivalentTo(Math.class) && name.equals("random");
    }

    private static ArchCondition<JavaClass> beRecordsEnumsOrSealedInterfaces() {
        return new ArchCondition<>("be records, enums, sealed interfaces with their visitors, or ports") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean port = type.isInterface() && type.getPackageName().equals("dev.reconciler.discrepancy");
                boolean sealed = type.isInterface() && type.reflect().isSealed();
                Class<?> outer = type.reflect().getEnclosingClass();
                boolean visitor = type.isInterface() && outer != null && outer.isSealed();
                if (!type.isRecord() && !type.isEnum() && !sealed && !port && !visitor) {
                    events.add(SimpleConditionEvent.violated(type, type.getDescription() + " is none of these"));
                }
            }
        };
    }

    private static ArchCondition<JavaConstructor> declareAtMostEightParameters() {
        return new ArchCondition<>("declare at most eight parameters") {
            @Override
            public void check(JavaConstructor constructor, ConditionEvents events) {
                boolean ofRecord = constructor.getOwner().isRecord();
                // The compiler adds an enum's name and an inner class's outer object, but marks all of a record's too.
                long declared = Arrays.stream(constructor.reflect().getParameters())
                        .filter(parameter -> ofRecord || !parameter.isSynthetic() && !parameter.isImplicit())
                        .count();
                if (declared > 8) {
                    events.add(SimpleConditionEvent.violated(
                            constructor, constructor.getFullName() + " declares " + declared));
                }
            }
        };
    }

    private static DescribedPredicate<JavaClass> areNamelessOrPackageInfo() {
        return DescribedPredicate.describe(
                "are anonymous, synthetic or package-info",
                type -> type.isAnonymousClass()
                        || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                        || type.getSimpleName().equals("package-info"));
    }
}
