use crate::client::Api;
pub(crate) struct Welcome;
impl Welcome {
    pub(crate) fn text(&self, _url: &str) -> String {
        String::new()
    }
}
pub(crate) async fn prepare(_api: &Api) -> anyhow::Result<Option<Welcome>> {
    Ok(None)
}
