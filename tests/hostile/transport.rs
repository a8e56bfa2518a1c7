//! Lines of a project's `.npmrc` that would send everything another way.

use serde_json::json;

use super::recorder::Recorder;
use super::support::needles::Needles;
use super::support::tools::majors;
use super::ways::Way;
use super::world::stored;

#[test]
fn a_proxy_of_the_project_hears_no_token_however_npm_is_started() {
    for major in majors() {
        let lab = stored(major);
        let needles = Needles::of(&lab.registry.writer);
        let manifest = json!({ "name": "consumer", "version": "1.0.0" });
        let args = ["view", "@priv/lib", "version", "--fetch-retries=0"];
        for way in Way::ALL {
            let project = lab.project("consumer", &manifest);
            let proxy = Recorder::listen();
            lab.write(
                "work/consumer/.npmrc",
                format!("proxy={0}\nhttps-proxy={0}\n", proxy.url()),
            );
            way.start(&lab, &project, &manifest, &args).run();
            assert!(
                proxy.was_asked(),
                "npm {major}, {way:?}: the proxy plays no part"
            );
            proxy.assert_without(&needles, &format!("npm {major}, {way:?}"));
        }
    }
}
