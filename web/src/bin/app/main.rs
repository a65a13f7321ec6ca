//! The page: components over the state of the library, and the bridge to the worker.
//!
//! [`app`] holds the state and carries out effects; `parts` are the components, which are given what they show and a
//! way to say what happened. [`browser`] alone knows the browser.

mod app;
mod bridge;
mod browser;
mod kept;
mod parts;

fn main() {
    let Some(place) = browser::element("page") else { return };
    place.set_text_content(None);
    yew::Renderer::<app::App>::with_root(place).render();
}
