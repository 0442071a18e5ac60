//! How pictures are asked for on the command line.

use backcast_draw as draw;
use clap::ValueEnum;

/// Which pictures of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// Bars over days.
    Gantt,
    /// What rests on what.
    Graph,
    /// The one above the other.
    Both,
}

impl From<Picture> for draw::PlanPicture {
    fn from(picture: Picture) -> Self {
        match picture {
            Picture::Gantt => draw::PlanPicture::Gantt,
            Picture::Graph => draw::PlanPicture::Graph,
            Picture::Both => draw::PlanPicture::Both,
        }
    }
}

/// Colors of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// As the viewer prefers.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl From<Theme> for draw::Theme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Auto => draw::Theme::Auto,
            Theme::Light => draw::Theme::Light,
            Theme::Dark => draw::Theme::Dark,
        }
    }
}
