//! The graph canvas: camera, gestures, painting.
