//! The HTTP API over a real socket: answers, mistakes, streams, documents.
#![cfg(test)]

mod access;
mod acts;
mod alerts;
mod budget;
mod documents;
mod live;
mod history;
mod made;
mod mistakes;
mod ogc;
mod operations;
mod past;
mod posts;
mod samples;
mod service;
mod stream;
mod vessels;
mod web_socket;
