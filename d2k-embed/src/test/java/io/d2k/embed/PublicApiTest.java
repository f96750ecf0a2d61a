package io.d2k.embed;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** What is public names nothing that is not. */
@AnalyzeClasses(packages = "io.d2k.embed", importOptions = DoNotIncludeTests.class)
class PublicApiTest {
    @ArchTest
    static final ArchRule signaturesNameWhatIsPublicAlone = classes()
            .that()
            .arePublic()
            .should(namePublicTypesAlone())
            .because(
                    "whoever compiles against a signature needs its types to stay: this package, the domain, the JDK, and"
                            + " Helidon's listeners");

    private static ArchCondition<JavaClass> namePublicTypesAlone() {
        return new ArchCondition<>("name public types alone") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnits().stream()
                        .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC)
                                || c.getModifiers().contains(JavaModifier.PROTECTED))
                        .forEach(c -> types(c).filter(t -> !isPublic(t))
                                .forEach(t -> events.add(
                                        SimpleConditionEvent.violated(c, c.getFullName() + " names " + t.getName()))));
            }
        };
    }

    private static Stream<JavaClass> types(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream())
                .flatMap(s -> s)
                .map(JavaType.class::cast)
                .flatMap(t -> t.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .distinct();
    }

    private static boolean isPublic(JavaClass type) {
        String name = type.getName();
        return type.isPrimitive()
                || Stream.of("java.", "io.d2k.embed.", "io.d2k.domain.", "io.helidon.webserver.")
                        .anyMatch(name::startsWith);
    }
}
