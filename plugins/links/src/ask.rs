//! Requests → answers, through the service `http/1` of the program.

use ibidem_sdk::http::{self, Answer, Batch, Failure, Request};
use ibidem_sdk::{CallError, Host, Level};
use serde_json::Value;

/// How many requests are handed over at once.
const BATCH: usize = 20_000;

/// Asks the network for the checker, and says how far it has come.
pub(crate) struct Asker<'a> {
    host: &'a Host<'a>,
    /// Hosts that are asked later on, to be told to the user first.
    later: Vec<String>,
    done: usize,
    total: usize,
}

impl<'a> Asker<'a> {
    pub(crate) fn new(host: &'a Host<'a>, later: Vec<String>) -> Self {
        Self { host, later, done: 0, total: 0 }
    }

    /// Asks, and gives the answers in the order of the requests, whose ids it sets.
    ///
    /// Where the program does not answer, the answer is a failure: nothing is lost.
    pub(crate) fn ask(&mut self, mut requests: Vec<Request>) -> Vec<Answer> {
        for (id, request) in (0_u32..).zip(&mut requests) {
            request.id = id;
        }
        self.total += requests.len();
        let mut answers: Vec<Option<Answer>> = vec![None; requests.len()];
        for part in requests.chunks(BATCH) {
            self.ask_part(part, &mut answers);
        }
        let failure = if self.host.cancelled() { Failure::Interrupted } else { Failure::Offline };
        let whole = answers.into_iter().zip(&requests);
        whole.map(|(answer, request)| answer.unwrap_or_else(|| Answer::failed(request, failure))).collect()
    }

    fn ask_part(&mut self, requests: &[Request], answers: &mut [Option<Answer>]) {
        let batch = Batch { requests: requests.to_vec(), later: self.later.clone() };
        let Ok(batch) = serde_json::to_value(&batch) else { return };
        let (host, total) = (self.host, self.total);
        let done = &mut self.done;
        let asked = host.call_each(http::SERVICE, &batch, |answer: Value| {
            let Ok(answer) = serde_json::from_value::<Answer>(answer) else { return };
            let place = usize::try_from(answer.id).ok().and_then(|id| answers.get_mut(id));
            if let Some(place) = place.filter(|place| place.is_none()) {
                *place = Some(answer);
                *done += 1;
                host.progress(*done, total);
            }
        });
        if let Err(CallError::Failed(cause)) = asked {
            host.log(Level::Warning, &format!("the network was not asked: {cause}"));
        }
    }
}
