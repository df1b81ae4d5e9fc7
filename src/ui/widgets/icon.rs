//! Symbols of the icon font that the window uses outside of the graph.

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: char = $code;)*
    };
}

icons! {
    /// Waves: the program's mark.
    WAVES = '\u{e283}';
    /// A magnifying glass.
    SEARCH = '\u{e151}';
    /// A window with its right side marked off.
    PANEL_RIGHT = '\u{e431}';
    /// A plus.
    PLUS = '\u{e13d}';
    /// A minus.
    MINUS = '\u{e11c}';
    /// A cross, for closing.
    CLOSE = '\u{e1b2}';
    /// A tick.
    CHECK = '\u{e06c}';
    /// A bin.
    TRASH = '\u{e18e}';
    /// A pencil.
    PENCIL = '\u{e1f9}';
    /// Two sheets.
    COPY = '\u{e09e}';
    /// An arrow back.
    UNDO = '\u{e19b}';
    /// An arrow forth.
    REDO = '\u{e143}';
    /// An angle downwards.
    CHEVRON_DOWN = '\u{e06d}';
    /// An angle to the right.
    CHEVRON_RIGHT = '\u{e06f}';
    /// An angle to the left.
    CHEVRON_LEFT = '\u{e06e}';
    /// An angle upwards.
    CHEVRON_UP = '\u{e070}';
    /// Three bars.
    MENU = '\u{e115}';
    /// Three dots.
    MORE = '\u{e0b6}';
    /// A triangle to the right: play.
    PLAY = '\u{e13c}';
    /// A pair of scissors.
    SCISSORS = '\u{e14e}';
    /// A clock turned back.
    HISTORY = '\u{e1f5}';
    /// Two bars: pause.
    PAUSE = '\u{e12e}';
    /// A triangle with an exclamation mark.
    WARNING = '\u{e193}';
    /// A circle with an i.
    INFO = '\u{e0f9}';
    /// A circle with a tick.
    DONE = '\u{e226}';
    /// A circle with an exclamation mark.
    ALERT = '\u{e077}';
    /// A closed lock.
    LOCK = '\u{e10b}';
    /// A shield.
    SHIELD = '\u{e158}';
    /// A shield with a tick.
    SHIELD_CHECK = '\u{e1ff}';
    /// A crossed-out shield.
    SHIELD_OFF = '\u{e15a}';
    /// A flask's stand-in for evidence: an open book.
    BOOK = '\u{e05f}';
    /// A route.
    ROUTE = '\u{e53e}';
    /// A brain.
    BRAIN = '\u{e3c6}';
    /// Layers, for zones.
    LAYERS = '\u{e529}';
    /// A clock.
    CLOCK = '\u{e087}';
    /// An arrow to the right.
    ARROW_RIGHT = '\u{e049}';
    /// An arrow upwards: pushes up.
    ARROW_UP = '\u{e04a}';
    /// An arrow downwards: pushes down.
    ARROW_DOWN = '\u{e042}';
    /// Two arrows: recompute.
    REFRESH = '\u{e145}';
    /// Arrows to the corners: fit.
    FIT = '\u{e112}';
    /// A plus in a glass.
    ZOOM_IN = '\u{e1b6}';
    /// A minus in a glass.
    ZOOM_OUT = '\u{e1b7}';
    /// A sheet with text.
    FILE_TEXT = '\u{e0cc}';
    /// A folder.
    FOLDER = '\u{e0d7}';
    /// An open folder.
    FOLDER_OPEN = '\u{e247}';
    /// An arrow into a tray.
    DOWNLOAD = '\u{e0b2}';
    /// A question mark in a circle.
    HELP = '\u{e082}';
    /// An arrow out of a box.
    EXTERNAL = '\u{e0b9}';
    /// An aim.
    TARGET = '\u{e180}';
    /// Two linked rings.
    LINK = '\u{e102}';
    /// A grip of six dots.
    GRIP = '\u{e0eb}';
    /// A dotted grid, for the outline.
    LIST = '\u{e106}';
    /// Two arrows in opposite directions.
    SWAP = '\u{e24a}';
    /// A pair of scales: claims.
    SCALE = '\u{e212}';
    /// A speech bubble: comments.
    MESSAGE = '\u{e117}';
    /// A board with a clip: reviews.
    CLIPBOARD = '\u{e085}';
    /// A ribbon between pages.
    BOOKMARK = '\u{e060}';
    /// A funnel.
    FILTER = '\u{e0dc}';
    /// An arrow to the left.
    ARROW_LEFT = '\u{e048}';
    /// A magic wand: mends at once.
    WAND = '\u{e246}';
    /// A sun.
    SUN = '\u{e178}';
    /// A moon.
    MOON = '\u{e11e}';
}
