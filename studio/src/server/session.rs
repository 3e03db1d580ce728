//! Who may speak to this server: whoever had the address that was printed once, with the tabs that grew from it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, header};
use subtle::Choice;

use super::secret::Secret;
use crate::api::ErrorCode;
use crate::failure::Failure;

/// The header in which each call carries its tab's token.
pub const TAB_HEADER: &str = "x-keel-tab";

/// How many tabs are known at a time; the oldest are forgotten first.
const TABS_KEPT: usize = 512;

/// The tokens of one run of the studio.
#[derive(Debug)]
pub struct Sessions {
    cookie_name: String,
    tokens: Mutex<Tokens>,
}

#[derive(Debug)]
struct Tokens {
    /// The one of the printed address; gone when it was used.
    one_time: Option<Secret>,
    cookie: Option<Secret>,
    tabs: VecDeque<Secret>,
}

impl Sessions {
    /// For a server on this port. The second value is the one-time token.
    ///
    /// # Errors
    /// Where the system has no random bytes.
    pub fn new(port: u16) -> std::io::Result<(Self, String)> {
        let one_time = Secret::new()?;
        let revealed = one_time.reveal();
        let tokens = Tokens { one_time: Some(one_time), cookie: None, tabs: VecDeque::new() };
        // Cookies are shared by all ports of a host, so its name has the port.
        Ok((Self { cookie_name: format!("keel_studio_{port}"), tokens: Mutex::new(tokens) }, revealed))
    }

    /// Whether the printed address is still to be opened.
    pub fn is_unopened(&self) -> bool {
        self.tokens().one_time.is_some()
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the one-time token. Gives the text of the cookie and the tab's token.
    ///
    /// # Errors
    /// Where it is another, or was used.
    pub fn begin(&self, token: &str) -> Result<(String, String), Failure> {
        let mut tokens = self.tokens();
        if !tokens.one_time.as_ref().is_some_and(|expected| expected.is(token)) {
            return Err(ended("this address was used already, or is of another run of keel studio"));
        }
        let (cookie, tab) = (random()?, random()?);
        tokens.one_time = None;
        let text = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name, cookie.reveal());
        tokens.cookie = Some(cookie);
        Ok((text, tokens.add_tab(tab)))
    }

    /// A token for another tab, or for one that was loaded anew.
    ///
    /// # Errors
    /// Where the cookie is not that of this run.
    pub fn another_tab(&self, headers: &HeaderMap) -> Result<String, Failure> {
        let mut tokens = self.tokens();
        if !self.has_cookie(&tokens, headers) {
            return Err(ended("there is no session"));
        }
        let tab = random()?;
        Ok(tokens.add_tab(tab))
    }

    /// Whether a call comes from a tab of this run.
    ///
    /// # Errors
    /// Where cookie or tab's token are not of this run.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let tokens = self.tokens();
        let mut given = headers.get_all(TAB_HEADER).iter();
        let tab = given.next().and_then(|value| value.to_str().ok()).filter(|_| given.next().is_none());
        // All of them are looked at, so that the time does not say which one was near.
        let known = tab.is_some_and(|tab| {
            tokens.tabs.iter().fold(Choice::from(0), |known, secret| known | secret.choice(tab)).into()
        });
        if self.has_cookie(&tokens, headers) && known { Ok(()) } else { Err(ended("there is no session")) }
    }

    fn has_cookie(&self, tokens: &Tokens, headers: &HeaderMap) -> bool {
        let Some(expected) = &tokens.cookie else { return false };
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == self.cookie_name && expected.is(value))
    }
}

impl Tokens {
    fn add_tab(&mut self, tab: Secret) -> String {
        if self.tabs.len() == TABS_KEPT {
            self.tabs.pop_front();
        }
        let revealed = tab.reveal();
        self.tabs.push_back(tab);
        revealed
    }
}

fn random() -> Result<Secret, Failure> {
    Secret::new().map_err(|error| Failure::internal(format!("the system has no random bytes: {error}")))
}

fn ended(message: &str) -> Failure {
    Failure::new(ErrorCode::Session, message).with_hint("run `keel studio` again and open the address that it prints")
}
