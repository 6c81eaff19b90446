package brume.base.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why a file can't be had, in words for who named it; some exceptions have nothing but its path for a message.
public final class Reason {
    private Reason() {}

    public static String of(IOException fault) {
        return switch (fault) {
            case NoSuchFileException e -> "no such file or folder";
            case AccessDeniedException e -> "permission denied";
            case NotDirectoryException e -> "not a folder";
            case FileAlreadyExistsException e -> "something else is there";
            case DirectoryNotEmptyException e -> "it is not empty";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case CharacterCodingException e -> "it is not text";
            default -> String.valueOf(fault.getMessage());
        };
    }
}
