namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Names of pointer shapes, in the words of X11's cursor font and of the freedesktop themes, as the numbers of spec/desktop-protocol.md 1.1 (88).</summary>
static class X11Cursors
{
    public static byte ShapeOf(string name) => name switch
    {
        "progress" or "left_ptr_watch" or "half-busy" => 1,
        "crosshair" or "cross" or "tcross" => 2,
        "pointer" or "hand" or "hand1" or "hand2" or "pointing_hand" => 3,
        "help" or "question_arrow" or "whats_this" => 4,
        "text" or "xterm" or "ibeam" => 5,
        "no-drop" or "dnd-no-drop" => 6,
        "move" or "fleur" or "all-scroll" or "size_all" or "grabbing" or "closedhand" => 7,
        "nesw-resize" or "ne-resize" or "sw-resize" or "top_right_corner" or "bottom_left_corner" or "size_bdiag" => 8,
        "ns-resize" or "n-resize" or "s-resize" or "sb_v_double_arrow" or "top_side" or "bottom_side" or "size_ver" => 9,
        "nwse-resize" or "nw-resize" or "se-resize" or "top_left_corner" or "bottom_right_corner" or "size_fdiag" => 10,
        "ew-resize" or "e-resize" or "w-resize" or "sb_h_double_arrow" or "left_side" or "right_side" or "size_hor" => 11,
        "alias" or "dnd-link" or "link" => 12,
        "wait" or "watch" => 13,
        "none" or "blank" => 14,
        "not-allowed" or "crossed_circle" or "forbidden" => 15,
        "col-resize" or "split_h" => 16,
        "row-resize" or "split_v" => 17,
        "copy" or "dnd-copy" => 18,
        "zoom-in" => 19,
        "zoom-out" => 20,
        _ => 0,
    };
}
