package brume.cloud.image;

import brume.cloud.access.Action;
import brume.cloud.access.Rule;
import java.util.List;

/// What can be allowed or refused about images.
public final class ImageActions {
    public static final Action CREATE = Action.of("image:images:create", Rule.MEMBER);
    public static final Action SHOW = Action.of("image:images:show", Rule.ANYONE);
    public static final Action LIST = Action.of("image:images:list", Rule.ANYONE);
    public static final Action UPDATE = Action.of("image:images:update", Rule.MEMBER);
    public static final Action DELETE = Action.of("image:images:delete", Rule.MEMBER);
    public static final Action UPLOAD = Action.of("image:images:upload", Rule.MEMBER);
    public static final Action DOWNLOAD = Action.of("image:images:download", Rule.ANYONE);
    public static final Action PUBLICIZE = Action.of("image:images:publicize", Rule.ADMIN);
    public static final Action COMMUNITIZE = Action.of("image:images:communitize", Rule.MEMBER);
    public static final Action GIVE_AWAY = Action.of("image:images:give-away", Rule.ADMIN);
    public static final Action DEACTIVATE = Action.of("image:images:deactivate", Rule.MEMBER);
    public static final Action REACTIVATE = Action.of("image:images:reactivate", Rule.MEMBER);
    public static final Action DOWNLOAD_DEACTIVATED = Action.of("image:images:download-deactivated", Rule.ADMIN);
    public static final Action TASKS = Action.of("image:tasks:see", Rule.ADMIN);
    public static final Action SHARE = Action.of("image:members:change", Rule.MEMBER);
    public static final Action MEMBERS = Action.of("image:members:list", Rule.ANYONE);
    public static final Action ANSWER = Action.of("image:members:answer", Rule.MEMBER);

    /// The catalogue of this slice.
    public static final List<Action> ALL = List.of(
            CREATE,
            SHOW,
            LIST,
            UPDATE,
            DELETE,
            UPLOAD,
            DOWNLOAD,
            PUBLICIZE,
            COMMUNITIZE,
            GIVE_AWAY,
            DEACTIVATE,
            REACTIVATE,
            DOWNLOAD_DEACTIVATED,
            TASKS,
            SHARE,
            MEMBERS,
            ANSWER);

    private ImageActions() {}
}
