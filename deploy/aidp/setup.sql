-- Once, in a notebook of the workspace; the jobs make the tables.
CREATE CATALOG IF NOT EXISTS `education`;
CREATE SCHEMA IF NOT EXISTS `education`.`bronze`;
CREATE SCHEMA IF NOT EXISTS `education`.`silver`;
CREATE SCHEMA IF NOT EXISTS `education`.`gold`;
CREATE SCHEMA IF NOT EXISTS `education`.`ops`;
CREATE SCHEMA IF NOT EXISTS `education`.`masked`;
CREATE SCHEMA IF NOT EXISTS `education`.`landing`;
