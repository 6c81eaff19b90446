package brume.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import brume.base.http.Query;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The walls that the modules cannot hold.
final class WallsTest {
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("brume");
    }

    @Test
    void slicesDoNotGoInCircles() {
        slices().matching("brume.cloud.(*)..").should().beFreeOfCycles().check(house);
        slices().matching("brume.host.(*)..").should().beFreeOfCycles().check(house);
        slices().matching("brume.base.(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void theDomainKnowsNoHttp() {
        noClasses()
                .that()
                .resideInAPackage("brume.cloud..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("brume.base.http..", "org.eclipse.jetty..")
                .check(house);
    }

    @Test
    void dialectsKnowNoSql() {
        noClasses()
                .that()
                .resideInAPackage("brume.openstack..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..", "brume.base.postgres..")
                .check(house);
    }

    @Test
    void hostsKnowNoDatabase() {
        noClasses()
                .that()
                .resideInAPackage("brume.host..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "brume.base.sql..", "brume.base.postgres..")
                .check(house);
    }

    @Test
    void dialectsDoNotKnowEachOther() {
        slices().matching("brume.openstack.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(house);
    }

    /// Whoever reads a parameter does so by a name that the route declares; but links repeat what came, NUL is in no
    /// query of Keystone's, and a property of an image is asked for by its own name.
    @Test
    void fewLookAtWhatNoRouteDeclares() {
        noClasses()
                .that()
                .resideOutsideOfPackage("brume.base.http")
                .and()
                .doNotHaveFullyQualifiedName("brume.openstack.nova.Links")
                .and()
                .doNotHaveFullyQualifiedName("brume.openstack.neutron.ListQuery")
                .and()
                .doNotHaveFullyQualifiedName("brume.openstack.keystone.Asked")
                .and()
                .doNotHaveFullyQualifiedName("brume.openstack.glance.ImageHandlers")
                .and()
                .doNotHaveFullyQualifiedName("brume.openstack.glance.ImageFilters")
                .should()
                .callMethod(Query.class, "pairs")
                .check(house);
    }

    @Test
    void theContractIsWordsAlone() {
        noClasses()
                .that()
                .resideInAPackage("brume.contract..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("brume.base.sql..", "brume.base.http..", "brume.base.loop..")
                .check(house);
    }

    @Test
    void timeAndChanceAreInjected() {
        noClasses()
                .that()
                .resideInAnyPackage("brume.cloud..", "brume.openstack..", "brume.host.agent..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .check(house);
    }

    @Test
    void classesAreFinalUnlessTheyAreMeantToBeExtended() {
        classes()
                .that()
                .resideInAPackage("brume..")
                .and()
                .areNotInterfaces()
                .should(new ArchCondition<JavaClass>("be final, sealed, abstract or anonymous") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean good = type.getModifiers().contains(JavaModifier.FINAL)
                                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                                || type.isAnonymousClass()
                                || type.isEnum()
                                || type.reflect().isSealed()
                                || type.getModifiers().contains(JavaModifier.SYNTHETIC);
                        if (!good) events.add(SimpleConditionEvent.violated(type, type.getName() + " is not final"));
                    }
                })
                .check(house);
    }

    @Test
    void namesSayWhatThingsAre() {
        var empty =
                List.of("Manager", "Util", "Utils", "Helper", "Impl", "Common", "Base", "Data", "Info", "DTO", "VO");
        classes()
                .that()
                .resideInAPackage("brume..")
                .should(new ArchCondition<JavaClass>("not end in a word that says nothing") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        empty.stream()
                                .filter(type.getSimpleName()::endsWith)
                                .forEach(word -> events.add(SimpleConditionEvent.violated(type, type.getName())));
                    }
                })
                .check(house);
    }
}
