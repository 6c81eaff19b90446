package brume.e2e.tenants;

import brume.cloud.access.Action;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// All actions that the code knows, whichever slice they are of: constants of that type.
record Catalogue(List<JavaField> fields) {
    static Catalogue read() {
        var house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("brume");
        return new Catalogue(house.stream()
                .filter(type -> type.getPackageName().startsWith("brume.cloud."))
                .map(JavaClass::getFields)
                .flatMap(Set::stream)
                .filter(field -> field.getRawType().isEquivalentTo(Action.class))
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .toList());
    }

    List<String> names() {
        return fields.stream().map(field -> action(field).name()).toList();
    }

    /// By their names.
    Map<String, Action> actions() {
        return fields.stream()
                .map(Catalogue::action)
                .collect(Collectors.toMap(Action::name, action -> action, (a, b) -> a));
    }

    /// Those that nothing but the catalogue itself names.
    List<String> unused() {
        return fields.stream()
                .filter(field -> field.getAccessesToSelf().stream()
                        .allMatch(access -> access.getOriginOwner().equals(field.getOwner())))
                .map(JavaField::getFullName)
                .toList();
    }

    private static Action action(JavaField field) {
        try {
            var reflected = field.reflect();
            reflected.setAccessible(true);
            return (Action) reflected.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
