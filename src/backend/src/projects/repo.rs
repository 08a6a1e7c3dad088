//! Projects in the database.

use crate::{
    Error, Result,
    db::{self, Db, Sql},
};
use domain::{
    ids::{ProjectId, UserId},
    page::newest_first,
    projects::{Project, ProjectInput},
    timestamp::Timestamp,
};
use surrealdb::types::{RecordId, SurrealValue};

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    owner_id: String,
    name: String,
    description: String,
    app_url: String,
    created_at: i64,
}

impl Row {
    fn project(self) -> Result<Project> {
        Ok(Project {
            id: ProjectId::parse(db::key(&self.id)).map_err(Error::bad_id)?,
            owner_id: UserId::parse(self.owner_id).map_err(Error::bad_id)?,
            name: self.name,
            description: self.description,
            app_url: self.app_url,
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}

/// The place of a project in its owner's list.
pub fn sort_key(project: &Project) -> String {
    newest_first(project.created_at, project.id.as_str())
}

pub async fn create(db: &Db, project: &Project) -> Result<()> {
    let sql = Sql::new(
        "CREATE type::record('project', $id) SET owner_id = $owner, name = $name, description = $description,
             app_url = $app_url, created_at = $now, sort = $sort;",
    )
    .bind("id", project.id.to_string())
    .bind("owner", project.owner_id.to_string())
    .bind("name", project.name.clone())
    .bind("description", project.description.clone())
    .bind("app_url", project.app_url.clone())
    .bind("now", project.created_at.millis())
    .bind("sort", sort_key(project));
    db.write(sql).await.map(drop)
}

pub async fn find(db: &Db, id: &ProjectId) -> Result<Option<Project>> {
    let sql = Sql::new("SELECT * FROM type::record('project', $id)").bind("id", id.to_string());
    db.ask(sql).await?.row::<Row>(0)?.map(Row::project).transpose()
}

pub async fn of_owner(db: &Db, owner: &UserId, after: &str, limit: usize) -> Result<Vec<Project>> {
    let sql = Sql::new(format!(
        "SELECT * FROM project WHERE owner_id = $owner AND sort > $after ORDER BY sort LIMIT {limit}"
    ))
    .bind("owner", owner.to_string())
    .bind("after", after.to_owned());
    db.ask(sql)
        .await?
        .rows::<Row>(0)?
        .into_iter()
        .map(Row::project)
        .collect()
}

pub async fn update(db: &Db, id: &ProjectId, input: &ProjectInput) -> Result<()> {
    let sql = Sql::new(
        "UPDATE type::record('project', $id) SET name = $name, description = $description, app_url = $app_url;",
    )
    .bind("id", id.to_string())
    .bind("name", input.name.clone())
    .bind("description", input.description.clone())
    .bind("app_url", input.app_url.clone());
    db.write(sql).await.map(drop)
}

/// Throws `project_in_use` while a job of it is neither a draft nor over; drafts go with it.
pub async fn delete(db: &Db, id: &ProjectId) -> Result<()> {
    let sql = Sql::new(
        "IF (SELECT VALUE id FROM job WHERE project_id = $id AND status != 'draft' LIMIT 1) != [] {
             THROW 'project_in_use'
         };
         DELETE job WHERE project_id = $id;
         DELETE type::record('project', $id);",
    )
    .bind("id", id.to_string());
    db.write(sql).await.map(drop)
}
