//! Django and its REST framework, by what of it a program uses.

pub(super) mod database;
pub(super) mod forms;
pub(super) mod ninja;
pub(super) mod requests;
pub(super) mod rest;
pub(super) mod responses;
pub(super) mod views;
